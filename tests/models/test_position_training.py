"""How the position classifier's training data is read and varied, and that the export computes what was trained."""

import json
import random

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("transformers")
pytest.importorskip("onnx")

from models.position_model import SentenceInContext
from models.training import _position_data as data
from models.training import _position_variants as variants
from models.training._position_measures import calibrate
from models.training.positions import class_sums


def issue(name, *, domain="canals"):
    return {
        "issue": name,
        "domain": domain,
        "plus": [{"t": f"We want {name}.", "k": "goal"}],
        "minus": [{"t": f"With {name} we leave.", "k": "non_negotiable"}],
        "conditional": [{"t": f"A little {name} is fine.", "k": "preference"}],
        "not_position": [{"t": f"The king wanted {name}.", "why": "history"}, {"t": "Why?", "why": "question"}],
    }


def test_every_seventh_issue_is_held_out_whole_and_left_out_domains_are_gone(tmp_path):
    for folder in ("position_bank", "mini_papers"):
        (tmp_path / folder).mkdir()
    issues = [issue(f"lock-{number}") for number in range(14)]
    issues += [issue("desks", domain=domain) for domain in data.LEFT_OUT_DOMAINS]
    lines = "".join(json.dumps(row) + "\n" for row in issues)
    (tmp_path / "position_bank" / "bank.jsonl").write_text(lines, encoding="utf-8")
    paper = {
        "type": "paper",
        "doc": "p",
        "member": "Boatmen",
        "blocks": [
            {
                "heading": None,
                "sentences": [
                    {"t": "We ask for:", "role": "not_position", "why": "background"},
                    {"t": "locks;", "role": "position", "k": "goal"},
                ],
            }
        ],
    }
    (tmp_path / "mini_papers" / "papers3.jsonl").write_text(json.dumps(paper) + "\n", encoding="utf-8")
    examples = data.read_examples(tmp_path)
    bank = [example for example in examples if example.source == "bank"]
    assert len(bank) == 14 * 5
    assert len({example.group for example in bank if example.held_out}) == 2
    assert not {e.group for e in bank if e.held_out} & {e.group for e in bank if not e.held_out}
    (first, second) = [example for example in examples if example.source == "papers3"]
    assert first.held_out and first.sentence.lead_in == ""
    assert second.sentence == SentenceInContext(
        text="locks;", previous="We ask for:", lead_in="We ask for:", author="Boatmen"
    )
    assert data.LABELS[second.label] == "goal"


def test_own_papers_are_read_as_written(tmp_path):
    path = tmp_path / "papers.txt"
    path.write_text(
        "# head\n@ a | A | letter\ng Up.\nx Hm.\n\n= Part\nn No.\n@ b | B | note\nr They.\n", encoding="utf-8"
    )
    first, second = data.read_own_papers(path)
    assert [block["heading"] for block in first["blocks"]] == [None, "Part"]
    assert [said.get("k") or said["why"] for block in first["blocks"] for said in block["sentences"]] == [
        "goal",
        "rhetoric",
        "non_negotiable",
    ]
    assert second["doc"] == "b" and second["blocks"][0]["sentences"][0]["t"] == "They."


def test_own_papers_of_the_project_are_whole():
    papers = list(data.read_own_papers(data.OWN_PAPERS))
    assert len({paper["doc"] for paper in papers}) == len(papers) > 30
    texts = [said["t"] for paper in papers for block in paper["blocks"] for said in block["sentences"]]
    assert all(texts) and len(set(texts)) > 0.95 * len(texts)


def test_variation_keeps_the_sentence_unless_words_are_swapped():
    examples = list(data.read_bank([issue(f"lock-{number}") for number in range(3)])) * 40
    chance = random.Random(4)
    varied = [variants.vary(example, chance=chance, hidden="#") for example in examples]
    same = [now.text == was.sentence.text for (now, _), was in zip(varied, examples, strict=True)]
    assert 0.6 < np.mean(same) < 1
    assert any(now.previous for now, _ in varied) and all(now.previous != now.text for now, _ in varied)
    for (now, label), was in zip(varied, examples, strict=True):
        # A label changes only where an own position is put into somebody else's mouth.
        assert label == was.label or (data.LABELS[label] == "reported" and data.LABELS[was.label] in data.KINDS)
        # What stands around an own position is never another own position.
        if data.LABELS[was.label] in data.KINDS:
            assert now.previous.startswith(("The king", "Why", "")) and "leave" not in now.previous


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ("We ask for our own lock.", "The Guild asks for its own lock."),
        ("Our members hope that we carry on.", "The Guild's members hope that it carry on."),
        ("Locks we can do without.", "Locks the Guild can do without."),
        ("What we are after is water for us.", "What the Guild is after is water for it."),
        ("Locks for all.", "Locks for all."),
    ],
)
def test_author_writes_of_itself_by_name(said, named):
    assert variants.name_speaker(said, "the Guild") == named


def test_same_words_of_another_are_a_report():
    chance = random.Random(2)
    own = SentenceInContext(text="We ask for a lock.")
    spoken = [variants.speak_by_name(own, 0, chance=chance) for _ in range(200)]
    assert {data.LABELS[label] for _, label in spoken} == {"goal", "reported"}
    for sentence, label in spoken:
        called = {said for name, said in variants.AUTHORS if name == sentence.author}
        if data.LABELS[label] == "goal":
            assert any(sentence.text.lower().startswith(f"{said.lower()} asks") for said in called)


def test_one_author_speaks_as_i():
    assert variants.speak_as_one("We are sure; give us our lock.") == "I am sure; give me my lock."


def test_calibration_finds_the_temperature_that_was_applied():
    noise = np.random.default_rng(5)
    wanted = noise.normal(size=(4000, len(data.LABELS))) * 2
    shares = np.exp(wanted) / np.exp(wanted).sum(axis=1, keepdims=True)
    labels = [noise.choice(len(data.LABELS), p=row) for row in shares]
    examples = [
        data.Example(SentenceInContext(text=""), int(label), "bank", str(number % 40), held_out=True)
        for number, label in enumerate(labels)
    ]
    overconfident = calibrate((wanted * 3).astype(np.float32), examples, sums=class_sums())
    assert 2.2 < overconfident.temperature < 4
    assert np.allclose(overconfident.crossed.sum(axis=1), 1)


def test_class_sums_put_every_label_into_one_class():
    sums = class_sums()
    assert (sums.sum(axis=1) == 1).all()
    assert sums[:, 0].sum() == len(data.REASONS)


def test_export_computes_what_the_network_computes(tmp_path):
    import onnxruntime
    import torch
    from transformers import MPNetConfig, MPNetModel

    from models.training import _position_net as net_parts
    from models.training._mpnet_export import HEADS, WIDTH
    from models.training._position_export import build_model

    torch.manual_seed(3)
    config = MPNetConfig(
        vocab_size=60,
        hidden_size=WIDTH,
        num_hidden_layers=net_parts.LAYERS + 1,
        num_attention_heads=HEADS,
        intermediate_size=48,
        initializer_range=0.05,
    )
    MPNetModel(config).save_pretrained(tmp_path)
    net = net_parts.PositionNet(tmp_path, n_labels=len(data.LABELS)).eval()
    torch.nn.init.normal_(net.mark.weight, std=0.1)
    torch.nn.init.normal_(net.encoder.encoder.relative_attention_bias.weight, std=2)
    state = {name: tensor.detach().numpy() for name, tensor in net.state_dict().items()}
    rows = [([5, 9, 17, 3, 44, 9] * 20, [0, 0, 1, 1, 0, 0] * 20), ([4, 2], [0, 1])]
    with torch.no_grad():
        logits = net(*net_parts.pad(rows)).float().numpy() * 3
    bias = -logits[1]  # so that the second text is wholly undecided and the first differs from it
    theirs = torch.softmax(torch.tensor(logits + bias), dim=-1).numpy() @ class_sums()
    model = build_model(
        state,
        head=state["head.weight"] * 3,
        bias=bias,
        sums=class_sums(),
        source_sha256="",
    )
    session = onnxruntime.InferenceSession(model.SerializeToString())
    assert np.abs(theirs[0] - theirs[1]).max() > 0.1
    for row, expected in zip(rows, theirs, strict=True):
        ids, inside = (np.array([values], dtype=np.int64) for values in row)
        (ours,) = session.run(None, {"input_ids": ids, "token_type_ids": inside})
        assert np.allclose(ours[0], expected, atol=0.03)


def test_interrupted_training_goes_on_and_ends_as_an_undisturbed_one(tmp_path):
    import torch
    from transformers import MPNetConfig, MPNetModel

    from models.training import _position_net as net_parts

    config = MPNetConfig(
        vocab_size=30,
        hidden_size=24,
        num_hidden_layers=net_parts.FROZEN_LAYERS + 1,
        num_attention_heads=2,
        intermediate_size=16,
    )
    MPNetModel(config).save_pretrained(tmp_path)
    labels = np.eye(3, dtype=np.float32)

    def draw(chance):
        rows = [([chance.randrange(4, 30) for _ in range(5)], [0, 1, 1, 0, 0]) for _ in range(12)]
        return rows, labels[[ids[1] % 3 for ids, _ in rows]], np.ones(12, dtype=np.float32)

    class StoppedError(Exception):
        pass

    def stop(_epoch):
        raise StoppedError

    def trained(name, **options):
        torch.manual_seed(1)
        net = net_parts.PositionNet(tmp_path, n_labels=3)
        recipe = net_parts.Recipe(epochs=3, batch=4)
        net_parts.train(net, draw=draw, recipe=recipe, state=tmp_path / name, **options)
        return net.state_dict()

    whole = trained("whole.pt")
    with pytest.raises(StoppedError):
        trained("halved.pt", after=stop)
    halved = trained("halved.pt")
    assert all(torch.equal(whole[name], halved[name]) for name in whole)

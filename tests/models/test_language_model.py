"""What a language model says enters only with a sentence of what it was shown; the rest is dropped and counted."""

import json
from dataclasses import replace

import pytest

from corpus.blocks import BlockKind, Piece, assemble
from corpus.errors import UserError
from corpus.records import Holder, Kind, Told, Verdict
from models.chat.desk import Budget, Desk
from models.chat.replies import FaultError, Reason, Reply, ReplyStore
from models.readers import Paper
from models.readers._language_model_settings import LanguageModelSettings
from models.readers._pairs import candidates
from models.readers._sections import sections_of
from models.readers.language_model import READER, LanguageModelReader

BUDGET = Budget(max_requests=1000, max_tokens=10**7)
EMPTY = {"positions": []}


class Model:
    """Answers by task and material, and keeps what it was asked."""

    def __init__(self, **answers):
        self.answers = answers
        self.asked = []

    def send(self, request):
        self.asked.append(request)
        answer = self.answers[request.task.name]
        answer = answer(request.material) if callable(answer) else answer
        if isinstance(answer, Exception):
            raise answer
        return Reply(content=json.dumps(answer))


def found(quote, **fields):
    plain = {"kind": "goal", "firmness": "demand", "holder": "own", "question": "Should fees fall?", "side": "yes"}
    return {"quote": quote} | plain | fields


@pytest.fixture
def reader(tmp_path):
    def work(model=None, **changes):
        settings = LanguageModelSettings(model="some-model", **changes)
        return LanguageModelReader("language_model", "some-model", settings, Desk(ReplyStore(tmp_path), model, BUDGET))

    return work


@pytest.fixture
def paper_of(make):
    def work(member, *paragraphs, heading="Fees"):
        pieces = [Piece(kind=BlockKind.HEADING, text=heading, level=1)]
        pieces += [Piece(kind=BlockKind.PARAGRAPH, text=text) for text in paragraphs]
        text, blocks = assemble(pieces)
        return Paper(document=make.document(member, text=text), blocks=blocks, author=member.title())

    return work


def test_sections_hold_every_paragraph_once_with_its_headings(paper_of):
    paper = paper_of("ash", "One is here. " * 60, "Two.", "Three. " * 300)
    for most in (500, 2000, 10_000):
        sections = sections_of(paper, most_characters=most)
        parts = [each for section in sections for each in section.paragraphs]
        assert all(each.headings == ("Fees",) for each in parts)
        assert all(sum(each.end - each.start for each in section.paragraphs) <= most for section in sections)
        said = " ".join(paper.document.text[each.start : each.end] for each in parts)
        assert said.split() == paper.document.text.split()[1:]
    assert len(sections) == 1


def test_a_position_is_a_sentence_of_the_paper_with_what_the_model_told(paper_of, reader):
    paper = paper_of("ash", "The fee must fall in small ports if the state pays. We met.")
    quote = "The fee must fall in small  ports if the state pays."
    told = found(quote, kind="non_negotiable", condition="if the state pays", scope="in small ports", side="no")
    reading = reader(Model(read={"positions": [told]})).read(paper)
    (statement,) = reading.statements
    assert statement.quote == paper.document.text[statement.start : statement.end] == quote.replace("  ", " ")
    assert (statement.kind, statement.firmness) == (Kind.NON_NEGOTIABLE, 0.75)
    assert (statement.condition, statement.scope) == ("if the state pays", "in small ports")
    assert reading.told == (Told(position_id=statement.position_id, issue="Should fees fall?", stance=-1.0),)
    assert reading.rejections == ()
    assert reading.complete


def test_invented_quotes_and_those_of_other_papers_and_headings_are_dropped(paper_of, reader):
    ash, birch = paper_of("ash", "The fee must fall."), paper_of("birch", "The fee must rise.")
    invented = [found("The fee must rise."), found("We leave."), found("Fees"), found("The fee must fall. The fee")]
    reading = reader(Model(read={"positions": [*invented, found("The fee must fall.")]})).read(ash)
    assert [statement.quote for statement in reading.statements] == ["The fee must fall."]
    assert [(row.reason, row.subject) for row in reading.rejections] == [
        ("invented_quote", f"ash/paper.txt part 1 position {number}") for number in range(1, 5)
    ]
    assert "We leave." not in str(reading)
    assert reader(Model(read={"positions": [found("The fee must fall.")]})).read(birch).statements == ()


def test_a_condition_that_the_sentence_does_not_hold_is_dropped(paper_of, reader):
    told = found(
        "The fee must fall.", condition="unless it rains", holder="reported", holder_name="The port\u202e \n union"
    )
    reading = reader(Model(read={"positions": [told, told]})).read(paper_of("ash", "The fee must fall."))
    (statement,) = reading.statements
    assert (statement.condition, statement.holder, statement.holder_name) == (None, Holder.REPORTED, "The port union")
    assert reading.told == ()
    assert {row.reason for row in reading.rejections} == {"invented_words"}


def test_an_answer_that_was_cut_off_is_asked_in_halves(paper_of, reader):
    paper = paper_of("ash", "The fee must fall.", "The net must be wide.", "The port must open.")

    def read(material):
        texts = [each["text"] for each in material["paragraphs"]]
        if len(texts) > 1:
            return FaultError(Reason.TRUNCATED, "cut off")
        return {"positions": [found(texts[0])]}

    reading = reader(Model(read=read)).read(paper)
    assert [statement.quote for statement in reading.statements] == [
        "The fee must fall.",
        "The net must be wide.",
        "The port must open.",
    ]
    assert reading.complete


def test_without_a_server_requests_wait_and_the_reading_is_not_complete(paper_of, reader):
    offline = reader()
    reading = offline.read(paper_of("ash", "The fee must fall."))
    assert (reading.statements, reading.complete) == ((), False)
    assert [row.reason for row in reading.rejections] == ["unanswered"]
    (request,) = offline.outstanding()
    line = json.loads(offline.batch_line(request))
    assert (line["custom_id"], line["body"]["model"]) == (request.key, "some-model")
    assert offline.conclude([], [reading]).told == ()
    assert len(offline.outstanding()) == 1


@pytest.fixture
def three(paper_of):
    return [
        paper_of("ash", "Fees must fall, or we leave."),
        paper_of("birch", "Fees must rise, or we leave."),
        paper_of("cedar", "No fee may fall by more than half, or we leave."),
    ]


def read_three(material):
    questions = {"Ash": ("Should fees fall?", "yes"), "Birch": ("Should fees rise?", "yes")}
    question, side = questions.get(material["member"], ("Should nets be wide?", "no"))
    (paragraph,) = material["paragraphs"]
    red = {"kind": "non_negotiable", "firmness": "exit"}
    return {"positions": [found(paragraph["text"], question=question, side=side, **red)]}


def issues_of(*groups):
    """Answer with these issues, each with as many of its questions as were asked."""

    def issues(material):
        numbers = {each["question"]: each["number"] for each in material["questions"]}
        found = []
        for name, questions in groups:
            members = [{"number": numbers[each], "turned": turned} for each, turned in questions if each in numbers]
            found.append({"name": name, "question": f"{name}?", "members": members})
        return {"issues": found}

    return issues


FEES = ("Level of fees", [("Should fees fall?", False), ("Should fees rise?", True)])
JUDGED = {"number": 1, "verdict": "conflict", "deciding_a": "fall", "deciding_b": "rise", "why": "A.", "why_not": "B."}


def both_ways(material):
    a, b = ("fall", "rise") if "fall" in material["pairs"][0]["a"]["sentence"] else ("rise", "fall")
    return {"pairs": [JUDGED | {"deciding_a": a, "deciding_b": b}]}


def test_questions_become_issues_and_opposite_red_lines_are_judged(three, reader):
    model = Model(read=read_three, issues=issues_of(FEES), pairs=both_ways)
    reads = reader(model)
    readings = [reads.read(paper) for paper in three]
    concluded = reads.conclude(three, readings)
    ids = [reading.statements[0].position_id for reading in readings]
    told = {row.position_id: (row.issue, row.stance) for row in concluded.told}
    assert told == {
        ids[0]: ("Level of fees", 1.0),
        ids[1]: ("Level of fees", -1.0),
        ids[2]: ("Should nets be wide?", -1.0),
    }
    (judgement,) = concluded.judgements
    assert (judgement.position_a, judgement.position_b) == tuple(sorted(ids[:2]))
    assert judgement.verdict is Verdict.CONFLICT
    assert judgement.reason in ("“fall” and “rise”: A.", "“rise” and “fall”: A.")
    assert (judgement.doubt, judgement.reader) == ("B.", "language_model")


@pytest.mark.parametrize(
    "answer",
    [
        {"pairs": [JUDGED | {"deciding_a": "our lawyers", "deciding_b": "we leave"}]},
        {"pairs": [JUDGED | {"number": 7}]},
        {"pairs": []},
        FaultError(Reason.MALFORMED, "no JSON"),
    ],
)
def test_a_judgement_without_words_of_both_sentences_does_not_count(three, reader, answer):
    reads = reader(Model(read=read_three, issues=issues_of(FEES), pairs=answer))
    concluded = reads.conclude(three, [reads.read(paper) for paper in three])
    assert concluded.judgements == ()
    told = {row.reason for row in concluded.rejections}
    assert told <= {"invented_words", "malformed"}
    assert len(told) == (isinstance(answer, Exception) or "lawyers" in str(answer))


def test_an_answer_cannot_put_a_question_twice_or_one_that_was_not_asked(three, reader):
    groups = {"issues": [
        {"name": "All", "question": "All?", "members": [{"number": n, "turned": False} for n in (1, 1, 2, 9)]},
        {"name": "More", "question": "More?", "members": [{"number": n, "turned": True} for n in (2, 3)]},
    ]}  # fmt: skip
    reads = reader(Model(read=read_three, issues=groups, pairs={"pairs": []}))
    concluded = reads.conclude(three, [reads.read(paper) for paper in three])
    assert sorted(row.issue for row in concluded.told) == ["All", "All", "More"]


def test_many_questions_are_asked_in_turns_that_know_the_issues_before(three, reader):
    model = Model(read=read_three, issues=issues_of(FEES), pairs={"pairs": []})
    reads = reader(model, questions_per_request=2)
    reads.conclude(three, [reads.read(paper) for paper in three])
    turns = [request.material for request in model.asked if request.task.name == "issues"]
    assert [len(turn["questions"]) for turn in turns] == [2, 1]
    assert [turn["known"] for turn in turns] == [[], [{"name": "Level of fees", "question": "Level of fees?"}]]


def test_numbers_that_exclude_each_other_are_judged_on_one_side_too_and_the_cap_is_kept(make):
    statements = [
        make.statement("p1", "ash", low=30.0, unit="day"),
        make.statement("p2", "birch", high=10.0, unit="day"),
        make.statement("p3", "cedar", firmness=0.5),
        make.statement("p4", "dogwood"),
    ]
    told = [Told(position_id=f"p{n}", issue="Notice", stance=-1.0 if n > 2 else 1.0) for n in range(1, 5)]
    pairs, left_out = candidates(statements, told, min_firmness=0.75, most=10)
    assert [(a.position_id, b.position_id) for a, b in pairs["Notice"]] == [("p1", "p2"), ("p1", "p4"), ("p2", "p4")]
    assert left_out == 0
    assert candidates(statements, told, min_firmness=0.75, most=1)[1] == 2


def test_a_second_look_doubts_only_with_words_of_both_sentences(three, reader):
    model = Model(read=read_three)
    reads = reader(model)
    one, two, three_ = (reads.read(paper).statements[0] for paper in three)
    model.answers["check"] = {
        "pairs": [
            {"number": 1, "stands": False, "deciding_a": "fall", "deciding_b": "rise", "why": "Two\nports."},
            {"number": 2, "stands": False, "deciding_a": "nothing", "deciding_b": "half", "why": "Trust me."},
            {"number": 3, "stands": True, "deciding_a": "rise", "deciding_b": "half", "why": "It does."},
        ]
    }
    doubts = reads.look_again({"Fees": [(one, two), (one, three_), (two, three_)]}, three)
    assert doubts.reasons == {(one.position_id, two.position_id): "“fall” and “rise”: Two ports."}
    assert [row.reason for row in doubts.rejections] == ["invented_words"]
    assert "Fees must fall, or we leave." in model.asked[-1].material["pairs"][0]["a"]["paragraph"]


def test_a_key_has_no_place_in_the_settings():
    for url in ("http://user:secret@host/v1", "https://host/v1?key=secret", "host/v1", "ftp://host"):
        with pytest.raises(ValueError, match="write"):
            LanguageModelSettings(url=url)


def test_a_model_must_be_named(tmp_path):
    with pytest.raises(UserError, match="none is named"):
        READER.open(tmp_path, LanguageModelSettings(), "")
    assert READER.open(tmp_path, LanguageModelSettings(), "other").name == "language_model:other"


def test_model_prompts_and_cut_change_the_fingerprint(reader, paper_of):
    paper = paper_of("ash", "The fee must fall.")
    plain = reader().fingerprint(paper)
    assert plain == reader().fingerprint(replace(paper, author="Other"))
    assert plain != reader(section_characters=600).fingerprint(paper)


def test_the_forecast_counts_what_is_not_kept_yet(reader, paper_of):
    papers = [paper_of("ash", "The fee must fall."), paper_of("birch", "The fee must rise.")]
    reads = reader(Model(read=EMPTY), price_in=2.0)
    assert reads.forecast(papers).startswith("language_model: 2 requests with about ")
    reads.read(papers[0])
    assert reads.forecast(papers).startswith("language_model: 1 request with")
    assert "1 answer is kept" in reads.forecast(papers)
    assert "1 request sent" in reads.account()

"""What every reader keeps to, and the built-in one: its reading is what the classifier finds, and nothing else."""

import pytest

from corpus.blocks import BlockKind, Piece, assemble
from corpus.errors import UserError
from models.classification import PositionSettings, find_statements
from models.position_model import load
from models.readers import BUILT_IN, Conclusions, Paper, open_reader, reader_kinds
from models.segmentation import segment


@pytest.fixture(scope="module")
def paper(make):
    pieces = [
        Piece(kind=BlockKind.HEADING, text="Harbour fees", level=1),
        Piece(kind=BlockKind.PARAGRAPH, text="We will not join an alliance that raises the harbour fee. It rained."),
        Piece(kind=BlockKind.PARAGRAPH, text="The fee must fall by 2027. We would welcome wider nets."),
    ]
    text, blocks = assemble(pieces)
    return Paper(document=make.document("ash", text=text), blocks=blocks, author="Ash Harbour")


@pytest.fixture(scope="module")
def built_in(tmp_path_factory):
    return open_reader(BUILT_IN, tmp_path_factory.mktemp("alliance"), {"positions": PositionSettings()})


def test_every_reader_is_found_by_its_name_and_explains_its_settings():
    kinds = reader_kinds()
    assert BUILT_IN in kinds
    for name, kind in kinds.items():
        assert name == kind.name
        assert all(field.description for field in kind.settings.model_fields.values())


def test_an_unknown_reader_is_told_with_those_that_are_known(tmp_path):
    with pytest.raises(UserError, match=BUILT_IN):
        open_reader("nobody", tmp_path, {})


def test_the_built_in_reading_is_what_the_classifier_finds(paper, built_in):
    reading = built_in.read(paper)
    sentences = segment(paper.document.text, paper.blocks)
    expected = find_statements(paper.document, sentences, PositionSettings(), scorer=load(), author="Ash Harbour")
    assert reading.statements == expected != ()
    assert (reading.document_id, reading.reader, reading.told) == (paper.document.document_id, BUILT_IN, ())
    assert built_in.conclude([paper], [reading]) == Conclusions(told=())


def test_settings_change_the_fingerprint_and_the_paper_does_not(paper, built_in, tmp_path):
    other = open_reader(BUILT_IN, tmp_path, {"positions": PositionSettings(min_probability=0.9)})
    assert built_in.fingerprint(paper) != other.fingerprint(paper)

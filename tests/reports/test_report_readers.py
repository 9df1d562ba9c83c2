"""The method says who read which papers, what was dropped, and how far readers beside agree, with their counts."""

import pytest

from corpus.records import Document, PaperReading, ReadingDifference


def use(name, **values):
    plain = {"version": "f00d", "documents": 1, "positions": 4, "dropped": 0, "incomplete": 0, "used": True}
    return {"name": name, **plain, "agreement": None, "account": "", **values}


@pytest.fixture
def method(alliance, show, text_of):
    def work(*uses, readings=(), differences=()):
        alliance.manifest = alliance.manifest | {"readers": list(uses)}
        for row in (*readings, *differences):
            alliance.add(row)
        return text_of(show(alliance).select_one("#method"))

    return work


def reading(document_id, reader, *, used=True):
    return PaperReading(
        document_id=document_id,
        reader=reader,
        version="f00d",
        used=used,
        complete=True,
        n_positions=4,
        n_dropped=0,
        n_sentences=None,
        n_different=None,
        agreement=None,
    )


def test_one_reader_is_named_with_its_counts_and_what_it_cost(method):
    text = method(use("language_model", dropped=3, account="language model: 7 requests sent"))
    assert "Who read the papers" in text
    assert "language model 1 4 3 0 f00d" in text
    assert "language model: 7 requests sent." in text


def test_of_several_readers_each_papers_reader_is_told(method, alliance):
    one, two = [document.document_id for document in alliance.rows[Document]][:2]
    text = method(use("codings:ann"), use("built_in"), readings=[reading(one, "codings:ann"), reading(two, "built_in")])
    paths = {document.document_id: document.path for document in alliance.rows[Document]}
    assert f"codings:ann read 1 paper {paths[one]}" in text
    assert f"built in read 1 paper {paths[two]}" in text


def test_a_reader_beside_is_compared_and_its_differences_are_sentences(method, alliance):
    document = alliance.rows[Document][0]
    difference = ReadingDifference(
        document_id=document.document_id,
        reader="built_in",
        start=0,
        end=10,
        quote=document.text[:10],
        figure="kind",
        used_value="no_position",
        other_value="non_negotiable",
    )
    text = method(use("codings"), use("built_in", used=False, agreement=0.4211), differences=[difference])
    assert "built in read 1 paper too, only to be compared: nothing above rests on it." in text
    assert "alpha of the two readings is 0.42 over 1 paper: 1 is full agreement, 0 is chance." in text
    assert "1 sentence is taken for different things" in text
    assert "no position here, non negotiable for built in" in text

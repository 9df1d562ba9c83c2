"""The report in other languages: whole catalogues, whole pages, and nothing of what members said translated."""

import re
from string import Formatter

import pytest
from bs4 import BeautifulSoup

from corpus.errors import UserError
from corpus.records import Position
from reports import catalogues
from reports.language import checked, dated, language, languages, listed, ngettext, number, speaking
from reports.page import render
from reports.settings import Layout

PATHS = catalogues.paths()
OTHERS = [code for code in languages() if code != "en"]
PLACE = re.compile(r"%\((\w+)\)s")
TAGS = re.compile(r"</?[a-z]+[^>]*>")


def forms(message):
    return message.string if isinstance(message.string, tuple) else (message.string,)


def ids(message):
    return message.id if isinstance(message.id, tuple) else (message.id,)


def test_the_languages_are_those_that_have_a_catalogue():
    assert languages() == ("de", "en", "es", "fr")


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.parent.parent.name)
def test_every_catalogue_holds_what_the_code_says_and_nothing_else(path):
    """After a change of the report's words: python -m reports.catalogues, then translate what is empty."""
    assert catalogues.updated(path) == path.read_bytes()


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.parent.parent.name)
def test_every_sentence_is_translated_with_its_values_and_its_markup(path):
    catalogue = catalogues.read(path)
    assert len(catalogue) > 600
    for message in catalogue:
        if not message.id:
            continue
        assert not message.fuzzy
        singular, plural = ids(message)[0], ids(message)[-1]
        for form in forms(message):
            assert form.strip() or not singular.strip(), message.id
            known = set(PLACE.findall(singular)) | set(PLACE.findall(plural))
            assert set(PLACE.findall(form)) <= known, message.id
        assert set(PLACE.findall(forms(message)[-1])) == set(PLACE.findall(plural)), message.id
        assert sorted(TAGS.findall(forms(message)[-1])) == sorted(TAGS.findall(plural)), message.id
        names = [{name for _, name, _, _ in Formatter().parse(text) if name} for text in (plural, forms(message)[-1])]
        assert names[0] == names[1], message.id  # {values} that the page's script fills in


@pytest.mark.parametrize("code", OTHERS)
def test_each_number_finds_its_form(code):
    with speaking(code):
        said = [ngettext("%(num)s sentence", "%(num)s sentences", n) for n in (0, 1, 2, 5, 1_000_000)]
    assert len(set(said)) == len(said)
    assert not any("sentence" in each for each in said)


def english(text):
    """The words of a page without what members said and without what the analyses wrote."""
    page = BeautifulSoup(text, "html.parser")
    for element in page.select("script, style, code, .id, [lang=en], blockquote, cite, bdi, mark, .words, .serif"):
        element.decompose()
    return page.get_text(" ", strip=True)


@pytest.mark.parametrize("code", OTHERS)
def test_a_page_in_another_language_keeps_no_english_sentence_of_its_own(alliance, code):
    files = render(alliance.data(layout=Layout(language=code)))
    index = files["index.html"]
    assert f'<html lang="{code}"' in index
    words = english(index)
    longest = sorted((message.id for message in catalogues.messages() if isinstance(message.id, str)), key=len)
    left = [text for text in longest if len(text) > 12 and "%(" not in text and "<" not in text and text in words]
    assert left == []


@pytest.mark.parametrize("code", OTHERS)
def test_what_members_said_stays_as_it_is(alliance, code):
    data = alliance.data(layout=Layout(language=code))
    text = BeautifulSoup(render(data)["index.html"], "html.parser").get_text(" ")
    for position in alliance.rows[Position]:
        assert position.quote in text


@pytest.mark.parametrize("code", languages())
def test_every_file_of_a_report_can_be_made_in_every_language(alliance, code):
    names = set(render(alliance.data()))
    files = render(alliance.data(layout=Layout(language=code)))
    assert set(files) == names
    for name, content in files.items():
        if name.endswith(".html"):
            assert f'lang="{code}"' in content
            assert "%(" not in BeautifulSoup(content, "html.parser").get_text()


def test_numbers_dates_and_lists_are_written_as_people_write_them():
    shown = {}
    for code in languages():
        with speaking(code):
            shown[code] = (number(12345), number(0.5, decimals=2), dated("2025-03-09"), listed(["A", "B", "C"]))
    assert shown["en"] == ("12,345", "0.50", "2025-03-09", "A, B and C")
    assert shown["de"] == ("12.345", "0,50", "9. März 2025", "A, B und C")
    assert shown["es"] == ("12.345", "0,50", "9 de marzo de 2025", "A, B y C")
    assert shown["fr"][1:] == ("0,50", "9 mars 2025", "A, B et C")


def test_a_language_that_is_none_is_told():
    with pytest.raises(UserError, match="Known are: de, en, es, fr"):
        checked("xx")
    with pytest.raises(ValueError, match="no language of the report"):
        Layout(language="xx")


def test_loading_a_language_is_quick_the_second_time():
    assert language("de") is language("de")

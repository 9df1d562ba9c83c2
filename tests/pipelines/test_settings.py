"""What a user may write into alliance.toml, and what is said about mistakes in it."""

import string
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from corpus.errors import SettingsError
from corpus.reading_settings import ReadingSettings
from corpus.records import SeedIssue
from pipelines.settings import UserSettings, convert, load_settings, step_settings, toml_value

STEPS = step_settings()
NUMBERS = [
    (step, name)
    for step, kind in STEPS.items()
    for name, info in kind.model_fields.items()
    if info.annotation in (int, float)
]


def written(tmp_path, content):
    (tmp_path / "alliance.toml").write_bytes(content if isinstance(content, bytes) else content.encode())
    return tmp_path


def mistakes_in(tmp_path, content):
    with pytest.raises(SettingsError) as caught:
        load_settings(written(tmp_path, content))
    assert str(caught.value).startswith(str(tmp_path / "alliance.toml"))
    assert caught.value.exit_code == 2
    for mistake in caught.value.mistakes:
        assert mistake in str(caught.value)
    return caught.value.mistakes


def test_without_a_file_everything_is_at_its_default(tmp_path):
    folder = tmp_path / "north-sea_ports"
    folder.mkdir()
    settings = load_settings(folder)
    assert settings.name == "north sea ports"
    assert (settings.date, settings.engine, settings.encoder, settings.required_members) == (
        None,
        "direct",
        "issues",
        (),
    )
    assert dict(settings.steps) == {step: kind() for step, kind in STEPS.items()}


def test_what_is_written_replaces_the_default_and_nothing_else(tmp_path):
    content = 'name = "Ports"\ndate = 2026-03-02\nrequired_members = ["a"]\n[reading]\nmax_pages = 7\n'
    settings = load_settings(written(tmp_path, content))
    assert (settings.name, settings.date, settings.required_members) == ("Ports", "2026-03-02", ("a",))
    assert settings.of("reading", ReadingSettings) == ReadingSettings(max_pages=7)
    assert settings.steps["stances"] == STEPS["stances"]()


def test_a_date_may_stand_in_quotation_marks(tmp_path):
    assert load_settings(written(tmp_path, 'date = "spring 2026"')).date == "spring 2026"


def test_a_byte_order_mark_does_no_harm(tmp_path):
    assert load_settings(written(tmp_path, b'\xef\xbb\xbfname = "Ports"\r\n')).name == "Ports"


def test_three_mistakes_are_told_in_one_error(tmp_path):
    content = '[reading]\nmax_page = 7\nmax_seconds = "long"\n[stances]\nclear_for = 1.5\n'
    mistakes = mistakes_in(tmp_path, content)
    assert len(mistakes) == 3
    unknown, wrong_type, out_of_range = sorted(mistakes, key=lambda told: ("max_page " not in told, "stances" in told))
    assert unknown == "reading.max_page is not a setting. Did you mean max_pages?"
    assert wrong_type.startswith("reading.max_seconds = 'long': ")
    assert "number" in wrong_type
    assert out_of_range == "stances.clear_for = 1.5: input should be less than or equal to 1."


def test_an_unknown_name_that_is_like_no_other_gets_the_known_ones(tmp_path):
    (mistake,) = mistakes_in(tmp_path, "[stances]\nzzzz = 1\n")
    assert mistake == "stances.zzzz is not a setting. Known here: clear_against, clear_for."


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("[readign]\nmax_pages = 7\n", "readign is not a setting. Did you mean reading?"),
        ("encodr = 'minilm'\n", "encodr is not a setting. Did you mean encoder?"),
        ("reading = 7\n", "reading must be a section: [reading]."),
        ("[[reading]]\nmax_pages = 7\n", "reading must be a section: [reading]."),
        ("name = 7\n", "name = 7: input should be a valid string."),
        ("engine = 'celery'\n", "engine = 'celery': input should be 'direct' or 'prefect'."),
        ("required_members = 'a'\n", "required_members = 'a': input should be a valid list."),
        ("date = 7\n", "date = 7: input should be a valid string."),
        ("[reading]\nmax_seconds = nan\n", "reading.max_seconds = nan: input should be less than or equal to 3600."),
    ],
)
def test_every_kind_of_mistake_is_told_in_one_line(tmp_path, content, told):
    assert mistakes_in(tmp_path, content) == (told,)


def test_seed_issues_say_what_belongs_to_them(tmp_path):
    content = (
        '[[seed_issues]]\nname = "Fees"\nquestion = "Should fees rise?"\nexamples = ["We pay no more."]\n'
        '[[seed_issues]]\nname = "Nets"\nstatement = "Nets should have a wide mesh."\n'
    )
    assert load_settings(written(tmp_path, content)).seed_issues == (
        SeedIssue(name="Fees", sentences=("Should fees rise?", "We pay no more.")),
        SeedIssue(name="Nets", sentences=("Nets should have a wide mesh.",)),
    )


def test_all_mistakes_in_seed_issues_are_told_with_their_number(tmp_path):
    content = (
        '[[seed_issues]]\nname = "Fees"\n'
        '[[seed_issues]]\nquestion = "Should fees rise?"\n'
        '[[seed_issues]]\nname = "Nets"\nqestion = "Which nets?"\n'
        "[reading]\nmax_pages = 0\n"
    )
    told = "\n".join(mistakes_in(tmp_path, content))
    assert "seed_issues.1: write a question, a statement or examples" in told
    assert "seed_issues.2.name: field required" in told
    assert "seed_issues.3.qestion is not a setting. Did you mean question?" in told
    assert "reading.max_pages = 0" in told


def test_two_seed_issues_of_one_name_are_refused(tmp_path):
    seed = '[[seed_issues]]\nname = "{}"\nquestion = "Should fees rise?"\n'
    (mistake,) = mistakes_in(tmp_path, seed.format("Fees") + seed.format("fees "))
    assert "is named more than once" in mistake


@pytest.mark.parametrize(
    "content",
    ["name = ", "[reading\n", b"name = '\xff'", "name = 'a'\nname = 'b'\n"],
    ids=["value", "head", "byte", "twice"],
)
def test_what_is_no_toml_is_told_so(tmp_path, content):
    (mistake,) = mistakes_in(tmp_path, content)
    assert mistake.startswith("it is not valid TOML: ")


def test_a_folder_in_the_files_place_is_told(tmp_path):
    (tmp_path / "alliance.toml").mkdir()
    with pytest.raises(SettingsError, match="cannot be read"):
        load_settings(tmp_path)


@pytest.mark.parametrize(("step", "name"), NUMBERS)
def test_every_number_says_what_raising_it_does(step, name):
    meaning = STEPS[step].model_fields[name].description
    assert "Raising it " in meaning
    assert meaning.endswith(".")


@pytest.mark.parametrize(("step", "name"), NUMBERS)
def test_every_number_has_a_lower_bound_that_holds(step, name):
    mistake = f"{step}.{name} = {-1e9:.0f}"
    with pytest.raises(SettingsError) as caught:
        convert({step: {name: -(10**9)}}, where="here", default_name="a")
    assert str(caught.value.mistakes[0]).startswith(mistake)


def test_all_settings_that_decide_something_are_listed_with_value_default_and_meaning():
    listed = convert({"reading": {"max_pages": 7}}, where="", default_name="a").listed()
    assert {(row.step, row.name) for row in listed} == {
        (step, name) for step, kind in STEPS.items() for name in kind.model_fields if step != "operations"
    }  # what operators set decides no table, and may be secret
    assert all(row.meaning for row in listed)
    changed = [(row.step, row.name, row.value, row.default) for row in listed if row.value != row.default]
    assert changed == [("reading", "max_pages", "7", "1000")]


@pytest.mark.parametrize("kind", [UserSettings, *STEPS.values()], ids=lambda kind: kind.__module__)
def test_settings_cannot_be_changed_and_take_no_unknown_name(kind):
    settings = kind()
    for name in kind.model_fields:
        with pytest.raises(ValidationError, match="frozen"):
            setattr(settings, name, getattr(settings, name))
    with pytest.raises(ValidationError, match="extra"):
        kind.model_validate({"no_such_setting": 1})


@given(
    st.recursive(
        st.booleans()
        | st.integers(-(2**62), 2**62)
        | st.floats(allow_nan=False)
        | st.text(st.characters(min_codepoint=32, exclude_characters="\x7f", exclude_categories=["Cs"])),
        st.lists,
        max_leaves=5,
    )
)
def test_a_value_is_written_as_toml_reads_it(value):
    assert tomllib.loads(f"setting = {toml_value(value)}") == {"setting": value}


@given(st.text(string.printable))
def test_whatever_stands_in_the_file_gives_settings_or_a_told_mistake(content):
    try:
        written = tomllib.loads(content)
    except tomllib.TOMLDecodeError:
        return
    try:
        assert convert(written, where="here", default_name="a").steps
    except SettingsError as error:
        assert error.mistakes

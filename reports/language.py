"""The language the report speaks: sentences from catalogues, and numbers, dates and lists as people write them there.

What members and tables say is never translated. A language is a folder below locale/ with a catalogue in it.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent
from markupsafe import Markup, escape

from corpus.errors import UserError

SOURCE = "en"
"""The language of the sentences in the code, which needs no catalogue."""
CATALOGUES = Path(__file__).parent / "locale"
CATALOGUE = "LC_MESSAGES/commonground.po"
_ENGLISH = "en_GB"  # 1,000, and no comma before the last “and”
_DATE = re.compile(r"(\d{4})-(\d\d)(?:-(\d\d))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """What is needed to speak one language."""

    code: str
    locale: Locale
    texts: NullTranslations


def languages() -> tuple[str, ...]:
    """Return the codes of all languages there are."""
    return tuple(sorted({SOURCE, *(path.parent.parent.name for path in CATALOGUES.glob(f"*/{CATALOGUE}"))}))


def checked(code: str) -> str:
    """Return a language's code.

    Raises:
        UserError: the report does not speak it.
    """
    if code not in languages():
        raise UserError("language", f"{code!r} is no language of the report.", f"Known are: {', '.join(languages())}.")
    return code


@cache
def language(code: str) -> Language:
    """Return a language; its catalogue is compiled in memory, so that nothing has to be built."""
    if code == SOURCE:
        return Language(code=code, locale=Locale.parse(_ENGLISH), texts=NullTranslations())
    with (CATALOGUES / checked(code) / CATALOGUE).open("rb") as file:
        catalogue = read_po(file, locale=code, ignore_obsolete=True)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Language(code=code, locale=Locale.parse(code, sep="-"), texts=GNUTranslations(compiled))


_SPOKEN: ContextVar[Language | None] = ContextVar("spoken", default=None)


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Speak a language within the block."""
    before = _SPOKEN.set(language(code))
    try:
        yield
    finally:
        _SPOKEN.reset(before)


def spoken() -> Language:
    """Return the language that is spoken now."""
    return _SPOKEN.get() or language(SOURCE)


def N_(message: str) -> str:  # noqa: N802 - the name that gettext gives it
    """Mark a sentence for the catalogues that is translated where it is shown."""
    return message


def _(message: str, /, **values: object) -> str:
    """Return a sentence in the language spoken, with values in place of %(name)s; whole numbers are written out."""
    return spoken().texts.gettext(message) % _shown(values)


def ngettext(one: str, many: str, num: int, /, **values: object) -> str:
    """Return the form of a sentence that goes with a number, which stands in it as %(num)s."""
    return spoken().texts.ngettext(one, many, num) % _shown({"num": num, **values})


def pgettext(context: str, message: str, /, **values: object) -> str:
    """Return a sentence that means different things in different places; `context` tells them apart."""
    return spoken().texts.pgettext(context, message) % _shown(values)


def npgettext(context: str, one: str, many: str, num: int, /, **values: object) -> str:
    """Return the form of such a sentence that goes with a number."""
    return spoken().texts.npgettext(context, one, many, num) % _shown({"num": num, **values})


class InTemplates:
    """The same functions for templates: sentences may hold markup, and values are escaped."""

    @staticmethod
    def gettext(message: str, /, **values: object) -> Markup:
        """Return a sentence with values."""
        return _markup(spoken().texts.gettext(message)) % _shown(values)

    @staticmethod
    def ngettext(one: str, many: str, num: int, /, **values: object) -> Markup:
        """Return the form of a sentence that goes with a number."""
        return _markup(spoken().texts.ngettext(one, many, num)) % _shown({"num": num, **values})

    @staticmethod
    def pgettext(context: str, message: str, /, **values: object) -> Markup:
        """Return a sentence that means different things in different places."""
        return _markup(spoken().texts.pgettext(context, message)) % _shown(values)

    @staticmethod
    def npgettext(context: str, one: str, many: str, num: int, /, **values: object) -> Markup:
        """Return the form of such a sentence that goes with a number."""
        return _markup(spoken().texts.npgettext(context, one, many, num)) % _shown({"num": num, **values})

    @staticmethod
    def listed(parts: Sequence[str]) -> Markup:
        """Return pieces of markup as people list them."""
        return _markup(listed([str(escape(part)) for part in parts]))

    @staticmethod
    def lang(code: str) -> Markup:
        """Return the attribute that says in which language an element is, where the page speaks another."""
        other = other_language(code)
        return Markup(' lang="%s"') % other if other else Markup()


def number(value: float, *, decimals: int = 0) -> str:
    """Return a number with so many decimals."""
    return format_decimal(value, format=f"#,##0.{'0' * decimals}" if decimals else "#,##0", locale=spoken().locale)


def figure(value: float) -> str:
    """Return a number with as many decimals as it has."""
    return format_decimal(value, format="#,##0.######", locale=spoken().locale)


def percent(share: int) -> str:
    """Return a share in whole percent."""
    return format_percent(share / 100, format=None, locale=spoken().locale)


def listed(names: Sequence[str]) -> str:
    """Return names as people list them: A, B and C."""
    return format_list(list(names), locale=spoken().locale) if names else ""


def dated(iso: str) -> str:
    """Return a date as people write it: day, month or year, as exact as it is known. English keeps the ISO form."""
    found = _DATE.fullmatch(iso)
    if not found or spoken().code == SOURCE:
        return iso
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        when = date(year or 1, month or 1, day or 1)
    except ValueError:
        return iso
    return format_date(when, "long", spoken().locale) if day else format_skeleton("yMMMM", when, locale=spoken().locale)


def other_language(code: str | None) -> str:
    """Return the code of what is written in another language than the page, else nothing."""
    return code if code and code != spoken().code else ""


def _markup(text: str) -> Markup:
    return Markup(text)  # noqa: S704 - a sentence of ours, or made of escaped parts


def _shown(values: dict[str, object]) -> dict[str, object]:
    return {name: number(value) if type(value) is int else value for name, value in values.items()}

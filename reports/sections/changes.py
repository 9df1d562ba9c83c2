"""What differs from the run before, and because of what."""

from dataclasses import dataclass

from corpus.records import Change, ChangeCause, Lineage
from reports import quotes, words
from reports.run_data import RunData
from reports.sections import Section, redlines

CAUSE_WORDS = {
    ChangeCause.DOCUMENT: "a document is new, changed or gone",
    ChangeCause.CORRECTION: "people corrected it",
    ChangeCause.MODEL: "the models changed, the documents did not: check before use",
    ChangeCause.SETTINGS: "a setting changed, the documents did not",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One thing that changed. `name` is what people know it by, if it has a name."""

    id: str
    name: str
    href: str
    kind: str
    before: str
    after: str
    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Everything the section shows."""

    rows: tuple[Row, ...]


def build(data: RunData) -> View | None:
    """Return the changes, or None where there was no earlier run to compare with."""
    rows = sorted(data.rows(Change), key=lambda row: (row.kind, row.subject))
    if not rows and not any(line.previous_issue_id for line in data.rows(Lineage)):
        return None
    return View(rows=tuple(_row(data, row) for row in rows))


def _row(data: RunData, row: Change) -> Row:
    name, href = _known(data, row.subject)
    return Row(
        id=row.subject,
        name=name,
        href=href,
        kind=row.kind.replace("_", " "),
        before=row.before or "",
        after=row.after or "",
        cause=CAUSE_WORDS[row.cause],
    )


def _known(data: RunData, subject: str) -> tuple[str, str]:
    """Return the name and the place of what an id stands for; both empty where this run does not hold it."""
    if subject in data.issues and data.members:
        return data.labels[subject], f"#{words.anchor('issue-', subject)}"
    if subject in data.members:
        return data.names[subject], f"#{words.anchor('member-', subject)}"
    if subject in data.positions:
        position = data.positions[subject]
        return f"{data.names[position.member_id]}: “{position.quote}”", quotes.href_of(data, subject)
    for collision in data.collisions:
        if collision.incompatibility_id == subject:
            anchor = redlines.card_anchor(collision.issue_id, collision.status)
            return data.labels[collision.issue_id], f"#{anchor}"
    return "", ""


SECTION = Section(
    id="changes",
    title="What changed since the run before",
    short_title="Changes",
    question="Are we moving, and because of what?",
    order=90,
    needs=(*quotes.NEEDS, Change),
    build=build,
)

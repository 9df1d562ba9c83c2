"""How the report reads where there is little to say, kept word for word in golden/.

After a change on purpose, renew them and read what changed: RENEW_GOLDEN=1 pytest tests/reports/test_report_golden.py
"""

import os
import re
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.records import (
    Alignment,
    Coalition,
    CommonGround,
    Document,
    Incompatibility,
    Issue,
    IssueState,
    Lineage,
    Member,
    ReadStatus,
    Rejection,
    Stance,
)

GOLDEN = Path(__file__).parent / "golden"


def no_red_line(made):
    """Nobody's firm demands exclude each other, so everybody could start."""
    made.rows[Incompatibility] = []
    made.rows[Coalition] = []
    made.change(Issue, lambda row: replace(row, state=IssueState.DIFFER) if row.issue_id == "ledger" else row)
    made.coalition("k-all", 1, "verified", ("ash", "birch", "cedar", "dogwood"), (), ("meters",))
    return "brief", "redlines", "subsets"


def only_possible(made):
    """No collision is verified; what is possible is all there is."""
    made.rows[Incompatibility] = [row for row in made.rows[Incompatibility] if row.status == "possible"]
    return "brief", "redlines"


def no_common_ground(made):
    """No issue is supported by several without an objection."""
    made.rows[CommonGround] = []
    made.change(Stance, lambda row: replace(row, stance="against") if row.positions == ("m-birch",) else row)
    made.change(Issue, lambda row: replace(row, state=IssueState.DIFFER) if row.issue_id == "meters" else row)
    return "brief", "common"


def one_member(made):
    """A single member has sent its papers: there is nobody to compare it with."""
    made.rows = {
        record: [row for row in rows if getattr(row, "member_id", "ash") == "ash"] for record, rows in made.rows.items()
    }
    for record in (Incompatibility, Alignment, CommonGround, Coalition, Rejection):
        made.rows[record] = []
    made.change(Issue, lambda row: replace(row, state=IssueState.THIN, n_members=1))
    made.coalition("k-one", 1, "verified", ("ash",), ())
    return "brief", "redlines", "common", "agenda", "questions", "members", "map", "groups", "subsets"


def everything_unreadable(made):
    """Of all files none could be read."""
    made.change(Document, lambda row: replace(row, status=ReadStatus.NEEDS_OCR, text="", words=0))
    made.change(Member, lambda row: replace(row, n_positions=0, volume_share=0.0))
    made.rows = {record: rows for record, rows in made.rows.items() if record in (Member, Document, Rejection)}
    return "brief", "members"


def no_position(made):
    """All was read, and no position was found in it."""
    made.rows[Document] = [row for row in made.rows[Document] if row.status is ReadStatus.READ]
    made.rows = {record: rows for record, rows in made.rows.items() if record in (Member, Document)}
    return "brief", "members"


def first_run(made):
    """There is no earlier run to compare with."""
    for issue in made.rows[Issue]:
        made.add(Lineage(issue_id=issue.issue_id, previous_issue_id=None, display_name=issue.label, overlap=0.0))
    return ("changes",)


def nobody(made):
    """No member was found."""
    made.rows = {}
    return "brief", "members"


CASES = (
    no_red_line,
    only_possible,
    no_common_ground,
    one_member,
    everything_unreadable,
    no_position,
    first_run,
    nobody,
)


def normal(markup):
    """Return markup without what a reader does not see: indents, blank lines, and line ends between tags."""
    lines = (re.sub(r"\s+", " ", line).strip() for line in markup.splitlines())
    return "\n".join(filter(None, lines)) + "\n"


def fragments(page, names):
    """Return the sections that were asked for; one that is not shown is said to be missing."""
    shown = {name: page.select_one(f"main > section#{name}") for name in names}
    return normal("\n".join(str(section or f"<!-- {name} is not shown -->") for name, section in shown.items()))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_the_words_are_those_that_were_read_and_approved(case, alliance, show):
    names = case(alliance)
    page = show(alliance)
    found = fragments(page, names)
    file = GOLDEN / f"{case.__name__}.html"
    if os.environ.get("RENEW_GOLDEN"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(found, encoding="utf-8")
    ids = {element["id"] for element in page.select("[id]")}
    assert {link["href"][1:] for link in page.select("[href^='#']")} <= ids
    assert found == file.read_text(encoding="utf-8"), f"after a change on purpose: {__doc__.splitlines()[-1]}"


def test_no_golden_file_is_left_over():
    assert {file.stem for file in GOLDEN.iterdir()} == {case.__name__ for case in CASES}

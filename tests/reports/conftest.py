"""A small invented alliance, built by hand, and the report made from it."""

import re
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from benchmarks.made_up import UNSAID
from corpus import records
from corpus.records import (
    Alignment,
    Coalition,
    CoalitionBasis,
    CommonGround,
    Depth,
    Document,
    FindingStatus,
    Holder,
    Incompatibility,
    IncompatibilityType,
    Issue,
    IssueState,
    Kind,
    Member,
    Position,
    ReadStatus,
    Rejection,
    Stance,
    StanceSide,
    Tier,
)
from reports.page import RunData, render

TEXTS = {
    "ash": "We will not sign any text without an open ledger. Meters should be read by hand. Fence ponds.",
    "birch": "An open ledger is a line we cannot cross. We ask for hand readings of all meters.",
    "cedar": "We welcome an open ledger where “trade secrets” stay out. We would leave over this.",
    "dogwood": "",
}
MANIFEST = {
    "name": "Pond Alliance",
    "date": "2026-05-04",
    "run_id": "run-7",
    "schema_version": "1",
    "code_version": "0.0.9",
    "settings": [
        {
            "step": "reading",
            "name": "max_pages",
            "value": "20",
            "default": "500",
            "meaning": "Raising it reads on.",
        },
        {
            "step": "issues",
            "name": "threshold",
            "value": "0.4",
            "default": "0.4",
            "meaning": "Raising it splits.",
        },
    ],
    "models": [
        {
            "name": "tiny-pairs",
            "sha256": "c0ffee" * 8,
            "licence": "Apache-2.0",
            "use": "compares two sentences",
        }
    ],
    "warnings": ["A page of one document could not be read."],
    "counts": {"positions": 6},
    "figures": [{"figure": "precision, verified", "value": 0.75, "n": 12, "command": "make measure"}],
    "required_members": ["dogwood"],
}


class Alliance:
    """Rows of all tables; each method adds one and returns it."""

    def __init__(self, manifest=MANIFEST):
        self.manifest = manifest
        self.rows = {}

    def add(self, row):
        self.rows.setdefault(type(row), []).append(row)
        return row

    def data(self, *, layout=None):
        return RunData.of(self.rows, self.manifest, layout=layout)

    def change(self, record, change):
        self.rows[record] = [change(row) for row in self.rows.get(record, [])]

    def member(self, member_id, name, **values):
        given = {"type": "club", "weight": 1.0, "n_documents": 1, "n_positions": 2, "volume_share": 0.25}
        return self.add(Member(member_id=member_id, name=name, **(given | values)))

    def document(self, member_id, text, **values):
        given = {
            "document_id": f"doc-{member_id}",
            "path": f"{member_id}/paper.pdf",
            "format": "pdf",
            "title": None,
            "dated": "2025-01",
            "date_source": None,
            "language": "en",
            "pages": 3,
            "words": len(text.split()),
            "status": ReadStatus.READ,
            "duplicate_of": None,
            "superseded_by": None,
            "sha256": "0" * 64,
        }
        return self.add(Document(member_id=member_id, text=text, **(given | values)))

    def position(self, position_id, member_id, quote, **values):
        document = next(each for each in self.rows[Document] if each.member_id == member_id)
        start = document.text.index(quote)
        given = UNSAID | {
            "context_end": len(document.text),
            "page": 2,
            "kind": Kind.GOAL,
            "kind_score": 0.9,
            "firmness": 0.5,
            "issue_id": None,
            "stance": 0.0,
            "superseded_by": None,
        }
        marker = values.pop("marker", None)
        if marker:
            given["marker_start"] = document.text.index(marker)
            given["marker_end"] = given["marker_start"] + len(marker)
        return self.add(
            Position(
                position_id=position_id,
                member_id=member_id,
                document_id=document.document_id,
                start=start,
                end=start + len(quote),
                quote=quote,
                **(given | values),
            )
        )

    def issue(self, issue_id, label, statement, state, n_members):
        return self.add(
            Issue(
                issue_id=issue_id,
                label=label,
                statement_position_id=statement,
                keywords=(label.split()[0],),
                n_members=n_members,
                state=state,
                tier=Tier.CONTESTED,
            )
        )

    def stance(self, member_id, issue_id, side, *positions):
        score = {"for": 1.0, "against": -1.0, "not_stated": None}.get(side, 0.0)
        return self.add(
            Stance(
                member_id=member_id,
                issue_id=issue_id,
                stance=StanceSide(side),
                score=score,
                firmness=0.5 if positions else None,
                n_positions=len(positions),
                positions=positions,
            )
        )

    def collision(self, incompatibility_id, issue_id, members, positions, status, **values):
        given = {
            "type": IncompatibilityType.DEONTIC,
            "score": 0.8,
            "severity": 1.0,
            "reason": f"Reason of {incompatibility_id}.",
            "doubt": f"Doubt of {incompatibility_id}.",
            "question": f"Question of {incompatibility_id}?",
            "stability": None,
        }
        return self.add(
            Incompatibility(
                incompatibility_id=incompatibility_id,
                issue_id=issue_id,
                members=members,
                positions=positions,
                status=FindingStatus(status),
                **(given | values),
            )
        )

    def coalition(self, coalition_id, rank, basis, members, excluded, issues=()):
        return self.add(
            Coalition(
                coalition_id=coalition_id,
                rank=rank,
                basis=CoalitionBasis(basis),
                members=members,
                excluded=excluded,
                common_issues=issues,
                value=float(len(issues)),
            )
        )


def make_alliance():
    """Four members, three issues, a verified, a possible and a rejected collision, one unread file."""
    made = Alliance()
    names = {
        "ash": "Ash Society",
        "birch": "Birch & Sons",
        "cedar": "Cedar Union",
        "dogwood": "Dogwood Council",
    }
    for member_id, name in names.items():
        made.member(member_id, name, n_positions=0 if member_id == "dogwood" else 2)
    made.document("ash", TEXTS["ash"], title="Ash position paper")
    made.document("birch", TEXTS["birch"], format="docx", path="birch/letter.docx", pages=None, dated=None)
    made.document("cedar", TEXTS["cedar"])
    made.document("dogwood", "", status=ReadStatus.NEEDS_OCR, path="dogwood/scan.pdf")
    made.add(Rejection(step="intake", subject="doc-dogwood", reason="needs_ocr", detail="Ask Dogwood for the text."))
    made.add(Rejection(step="relations", subject="pair-9", reason="cap", detail="Beyond the cap of the issue."))

    ledger = {"issue_id": "ledger", "kind": Kind.NON_NEGOTIABLE, "firmness": 1.0}
    made.position(
        "p-ash",
        "ash",
        "We will not sign any text without an open ledger.",
        marker="will not sign",
        stance=0.9,
        **ledger,
    )
    made.position("p-birch", "birch", "An open ledger is a line we cannot cross.", page=None, stance=-0.9, **ledger)
    made.position(
        "p-cedar",
        "cedar",
        "We welcome an open ledger where “trade secrets” stay out.",
        marker="would leave",
        page=None,
        stance=0.4,
        **(ledger | {"kind": Kind.GOAL, "firmness": 0.75}),
    )
    made.position("m-ash", "ash", "Meters should be read by hand.", issue_id="meters", stance=0.8)
    made.position(
        "m-birch",
        "birch",
        "We ask for hand readings of all meters.",
        page=None,
        issue_id="meters",
        stance=0.8,
    )
    made.position("f-ash", "ash", "Fence ponds.")

    made.issue("ledger", "open ledger", "p-ash", IssueState.COLLIDE, 3)
    made.issue("meters", "NFC meters", "m-ash", IssueState.NO_OBJECTION, 2)
    made.issue("fences", "fences", "f-ash", IssueState.THIN, 1)
    sides = {
        ("ash", "ledger"): ("for", "p-ash"),
        ("birch", "ledger"): ("against", "p-birch"),
        ("cedar", "ledger"): ("depends", "p-cedar"),
        ("ash", "meters"): ("for", "m-ash"),
        ("birch", "meters"): ("for", "m-birch"),
    }
    for member_id in names:
        for issue_id in ("ledger", "meters", "fences"):
            made.stance(member_id, issue_id, *sides.get((member_id, issue_id), ("not_stated",)))
    made.collision("c-verified", "ledger", ("ash", "birch"), ("p-ash", "p-birch"), "verified")
    made.collision("c-possible", "ledger", ("birch", "cedar"), ("p-birch", "p-cedar"), "possible", severity=0.75)
    made.collision("c-rejected", "ledger", ("ash", "cedar"), ("p-ash", "p-cedar"), "rejected", severity=0.75)
    for one, other, agreement, shared in (("ash", "birch", 0.5, 2), ("ash", "cedar", None, 1)):
        made.add(
            Alignment(
                member_a=one,
                member_b=other,
                agreement=agreement,
                weighted_agreement=agreement,
                conflict=None if agreement is None else 0.5,
                n_shared=shared,
                n_agree=1,
                n_conflict=shared - 1,
                n_incompatible=shared - 1,
            )
        )
    made.add(
        CommonGround(
            issue_id="meters",
            members_for=("ash", "birch"),
            n_terms=2,
            unexpected=0.9,
            depth=Depth.GOAL,
            at_risk=None,
        )
    )
    made.coalition("k-1", 1, "verified", ("ash", "cedar", "dogwood"), ("birch",), ("ledger",))
    made.coalition("k-2", 2, "verified", ("birch", "cedar", "dogwood"), ("ash",))
    made.coalition("k-3", 1, "verified_and_possible", ("ash", "cedar", "dogwood"), ("birch",))
    made.coalition("k-4", 2, "verified_and_possible", ("birch", "dogwood"), ("ash", "cedar"))
    return made


@pytest.fixture
def alliance():
    return make_alliance()


@pytest.fixture
def empty_alliance():
    return Alliance({})


@pytest.fixture(scope="session")
def page():
    """Give the report of the small alliance, parsed."""
    return parsed(render(make_alliance().data())["index.html"])


@pytest.fixture
def show():
    """Give a function from an alliance to its parsed report."""
    return lambda made, layout=None: parsed(render(made.data(layout=layout))["index.html"])


@pytest.fixture
def text_of():
    """Give a function from an element to its words, with single spaces and none inside a quote's marks."""

    def text_of(element):
        spaced = re.sub(r"\s+", " ", element.get_text(" ")).strip()
        return re.sub(r" (?=[,.;:)”’])|(?<=[“‘(]) ", "", spaced)

    return text_of


@pytest.fixture
def hostile():
    """Give the small alliance with something nasty in every text field that people or documents fill."""
    nasty = "</script><script>alert(1)</script><img src=x onerror=alert(1)>]]>"
    nasty += "{{ 7*7 }}{% raw %}\"'`javascript:\u202e&lt;"
    made = make_alliance()
    made.change(Member, lambda row: replace(row, name=nasty + row.member_id, type=nasty))
    made.change(Document, lambda row: replace(row, title=nasty, path=f"{row.member_id}/{nasty}"))
    made.change(Document, lambda row: replace(row, text=row.text.replace("open ledger", nasty)))
    made.change(
        Position,
        lambda row: replace(row, quote=nasty, heading=nasty, holder_name=nasty, holder=Holder.REPORTED),
    )
    made.change(Issue, lambda row: replace(row, label=nasty, keywords=(nasty,)))
    made.change(Incompatibility, lambda row: replace(row, reason=nasty, doubt=nasty, question=nasty))
    made.change(Rejection, lambda row: replace(row, subject=nasty + row.step, reason=nasty, detail=nasty))
    made.change(records.CommonGround, lambda row: replace(row, at_risk=nasty))
    said = {"members": ("ash",), "positions": ("p-ash",)}
    made.add(records.Term(term=nasty, sense=1, kind=records.TermKind.SAME_TERM_DIFFERENT_MEANING, **said))
    made.add(records.Question(question_id=nasty, member_id="ash", issue_id="ledger", text=nasty, why=nasty, value=1.0))
    made.add(records.Change(subject=nasty, kind=nasty, cause=records.ChangeCause.DOCUMENT, before=nasty, after=nasty))
    made.manifest = MANIFEST | {
        "name": nasty,
        "date": nasty,
        "run_id": nasty,
        "warnings": [nasty],
        "settings": [dict.fromkeys(("step", "name", "value", "default", "meaning"), nasty)],
        "models": [dict.fromkeys(("name", "sha256", "licence", "use"), nasty)],
        "figures": [{"figure": nasty, "value": 1.0, "n": 1, "command": nasty}],
        "required_members": [nasty],
    }
    return made


def parsed(text):
    return BeautifulSoup(text, "lxml")

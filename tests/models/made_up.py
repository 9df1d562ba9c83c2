"""A made-up alliance and the chain of all analyses on it, for tests that hold for every analysis."""

import random

from corpus.intake import MemberEntry
from corpus.records import (
    Correction,
    Definition,
    Document,
    EarlierIssue,
    IssueRuling,
    Judgement,
    Kind,
    Rejection,
    SeedIssue,
    Statement,
    Told,
    WeightRuling,
)
from models import analyses
from models.analyses import find_analyses, in_order

ALL = find_analyses(analyses)
BY_PEOPLE = (Correction, Told, Judgement, SeedIssue, IssueRuling, EarlierIssue, WeightRuling)
GIVEN = (MemberEntry, Document, Statement, Definition, *BY_PEOPLE)
NOBODY_DECIDED = {kind: [] for kind in (Definition, *BY_PEOPLE)}
MEMBERS = ("ash", "birch", "cedar", "dogwood", "elm", "fir")
# Hashed words lie closer than meanings do, so this alliance is cut finer than the default.
OTHER_SETTINGS = {"issues": {"max_distance": 0.4}}
TOPICS = {
    "Harbour fees": "harbour fee for small boats in the old port",
    "Fishing nets": "fishing nets with wide mesh near the reef",
    "Night work": "night work of crews on the long ferry line",
    "Dredging": "dredging of the river mouth before the spring tide",
    "Lighthouses": "lighthouses and beacons along the northern cliff",
}


def alliance(make, seed, *, calm=(), kinds=tuple(Kind)):
    """Six members with 25 statements each, some of them firm, refusing, conditional or with a number.

    Nobody refuses anything under the headings in `calm`, and each statement is of one of the `kinds`.
    """
    pick = random.Random(seed)
    documents, statements = [], []
    for member in MEMBERS:
        text = ""
        for number in range(25):
            heading, topic = pick.choice(list(TOPICS.items()))
            days = pick.choice([10, 20, 30])
            refuses, counts = pick.random() < 0.4 and heading not in calm, pick.random() < 0.4
            quote = f"We {'oppose' if refuses else 'ask for'} the {topic}, item {pick.randrange(4)}."
            text += ("\n\n" if text else "") + quote
            start = len(text) - len(quote)
            statements.append(
                make.statement(
                    f"{member}-{number:02}",
                    member,
                    quote,
                    start=start,
                    end=len(text),
                    context_start=start,
                    context_end=len(text),
                    heading=heading,
                    kind=pick.choice(kinds),
                    firmness=pick.choice([0.25, 0.5, 0.75, 1.0]),
                    condition="if it pays" if pick.random() < 0.1 else None,
                    polarity=-1 if refuses else 1,
                    low=float(days) if counts and days > 10 else None,
                    high=10.0 if counts and days == 10 else None,
                    unit="day" if counts else None,
                )
            )
        documents.append(make.document(member, dated=f"202{pick.randrange(4)}", text=text))
    return {MemberEntry: make.members(*MEMBERS), Document: documents, Statement: statements}


def chain(make, given):
    """Run every analysis on what it declares to need, and return all rows by type."""
    return continued(make, NOBODY_DECIDED | given, in_order(ALL, NOBODY_DECIDED | given))


def continued(make, given, wanted):
    """Run some analyses, in their order, on rows that exist, and return all rows by type."""
    rows = dict(given)
    for analysis in wanted:
        needed = {kind: rows[kind] for kind in analysis.needs}
        settings = analysis.settings(**OTHER_SETTINGS.get(analysis.name, {}))
        made = list(analysis.run(make.rows(needed), settings))
        assert {type(row) for row in made} <= set(analysis.produces), analysis.name
        for kind in analysis.produces:
            earlier = rows.get(Rejection, []) if kind is Rejection else []
            rows[kind] = earlier + [row for row in made if type(row) is kind]
    return rows

"""Counts what each member sent and said."""

from collections import Counter
from collections.abc import Iterator

from corpus.intake import MemberEntry
from corpus.records import Document, Holder, Member, Position, ReadStatus
from models.analyses import Analysis, NoSettings, Rows


def count_members(rows: Rows, settings: NoSettings) -> Iterator[Member]:
    """Yield one row for every member, silent ones included."""
    read = [document for document in rows.of(Document) if document.status is ReadStatus.READ]
    documents = Counter(document.member_id for document in read)
    words: Counter[str] = Counter()
    for document in read:
        words[document.member_id] += document.words
    own = Counter(position.member_id for position in rows.of(Position) if position.holder is Holder.OWN)
    total = words.total()
    for member in rows.of(MemberEntry):
        yield Member(
            member_id=member.member_id,
            name=member.name,
            type=member.type,
            weight=member.weight,
            n_documents=documents[member.member_id],
            n_positions=own[member.member_id],
            volume_share=round(words[member.member_id] / total, 6) if total else 0.0,
        )


ANALYSIS = Analysis(
    name="members",
    needs=(MemberEntry, Document, Position),
    produces=(Member,),
    settings=NoSettings,
    run=count_members,
)

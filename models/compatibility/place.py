"""Each demand opens with another place: “In Poland, …” here, “In Toledo, …” there."""

import re

from models.compatibility import Check, Demand

_PLACE = re.compile(
    r"^(?:\W*\w{1,4}[.)] )?(?:[Ii]n|[Ww]ithin|[Aa]cross|[Ii]nside|[Oo]n|[Aa]t|[Ff]or) (?:the )?"
    r"(?P<name>[A-Z][\w'-]+(?: (?:of |and )?[A-Z][\w'-]+)*),"
)
_NOT_PLACES = re.compile(
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|Monday|Tuesday|"
    r"Wednesday|Thursday|Friday|Saturday|Sunday|Article|Section|Annex|Chapter|Paragraph)\b"
)


def _other_places(a: Demand, b: Demand) -> str | None:
    one, other = _PLACE.match(a.written), _PLACE.match(b.written)
    if one is None or other is None or _NOT_PLACES.match(one["name"]) or _NOT_PLACES.match(other["name"]):
        return None
    if one["name"].lower() in b.whole or other["name"].lower() in a.whole:
        return None
    return f"They speak of different places: “{one['name']}” and “{other['name']}”."


CHECK = Check(name="place", order=23, looks_for="each opening with another place", reject=_other_places)

"""Each member speaks only of itself: two targets for two houses do not meet."""

import re

from models.compatibility import Check, Demand

# The member promises or sets something for itself …
_SELF = re.compile(
    r"(?:^|[,;:] |\b(?:and|that) )(?:we|our (?:own )?(?:members?|company|firm|bank|city|town|region|country|group|"
    r"union|association|organi[sz]ation|staff|offices?|plants?|board|budget)|the (?:association|federation|union|"
    r"company|city) itself) (?:ourselves )?(?:will|shall|commit|commits|pledge|pledges|plan|plans|aim|aims|intend|"
    r"intends|(?:have|has) (?:set|decided|resolved|committed|pledged)|go|goes|are going|keep|keeps)\b"
)
# … and asks nothing of others, and says nothing of a common text.
_OTHERS = re.compile(
    r"\b(?:all|every|everyone|everybody|nobody|no one|each (?:member|party|company|employer|state)|others?|alliance|"
    r"coalition|charter|agreement|treaty|text|clause|article|paper|accord|pact|platform|law|statute|regulation|directive|"
    r"should|must|ought|sign|join|leave|withdraw|accept|support|oppose|reject|endorse|tolerate|negotiate|members)\b"
)


def _each_its_own(a: Demand, b: Demand) -> str | None:
    one, other = _SELF.search(a.whole), _SELF.search(b.whole)
    if one and other and not _OTHERS.search(a.whole) and not _OTHERS.search(b.whole):
        return (
            f"Each speaks only of itself (“{one[0].strip(' ,;:')}”, “{other[0].strip(' ,;:')}”) and asks nothing of "
            "the other."
        )
    return None


CHECK = Check(name="own_house", order=21, looks_for="each member speaks only of itself", reject=_each_its_own)

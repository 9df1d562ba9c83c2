"""One sets a rule and spares a case, the other speaks of that case alone: rule and exception stand side by side."""

import re

from models.compatibility import Check, Demand
from models.compatibility._demand import content, shared

_SAME_CASE = 0.5
_SPARES = re.compile(
    r"\b(?:except(?:ing)?(?: for| in| where| when| if)?|save for|apart from|other than|with the exception of|excluding|"
    r"unless|notwithstanding|subject to)\s+(?P<case>[^,;:.]{3,80})"
)
_RULE = re.compile(r"\b(?:as a rule|in general|generally|in principle|normally|ordinarily)\b")
# Whoever says this lets no exception stand.
_OVERRIDE = re.compile(
    r"\b(?:even|included|including|whether or not|or not|regardless|irrespective|notwithstanding|without exception|"
    r"no exception|whatever|however|alike|no matter|in any (?:case|event)|under no circumstances|nobody|no one|never|"
    r"just like|like (?:all|any|every)|too|as well|everyone|always|at all)\b"
)


def _spared(a: Demand, b: Demand) -> str | None:
    return _exempts(a, b) or _exempts(b, a) or _departs(a, b) or _departs(b, a)


def _exempts(rule: Demand, case: Demand) -> str | None:
    """The rule names the case that it spares, and the other speaks of nothing else."""
    if _SPARES.search(case.whole) or _OVERRIDE.search(case.whole):
        return None
    own = content(case.zone) - content(rule.zone)
    for spared in _SPARES.finditer(rule.whole):
        if shared(content(spared["case"]), own) >= _SAME_CASE:
            return f"One spares the case of which the other speaks: “{spared[0].strip()}”."
    return None


def _departs(rule: Demand, case: Demand) -> str | None:
    """The rule says that it holds as a rule, and the other speaks of a narrower case."""
    general = _RULE.search(rule.whole)
    if general and case.names_a_class and not _RULE.search(case.whole) and not _OVERRIDE.search(case.whole):
        return f"One sets a rule that leaves room for exceptions (“{general[0]}”), the other asks for one."
    return None


CHECK = Check(
    name="exception",
    order=60,
    looks_for="a rule that spares the case of the other",
    reject=_spared,
)

"""Both ask for the same, word for word: there is no place that each would fill with another value."""

from models.compatibility import Check, Demand
from models.compatibility._demand import words_of

_LEAST_WORDS = 5  # shorter ones point to what stands before them: "We oppose this."


def _one_value(a: Demand, b: Demand) -> str | None:
    said = words_of(a.whole)
    return "They ask for the same, word for word." if len(said) >= _LEAST_WORDS and said == words_of(b.whole) else None


CHECK = Check(name="values", order=50, looks_for="the same demand, word for word", reject=_one_value)

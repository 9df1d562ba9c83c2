"""Two least shares of one whole that fit into it together: 40 % for roads and 30 % for rails."""

from models.compatibility import Check, Demand
from models.compatibility._shares import WHOLE, additive, least_share


def _fit(a: Demand, b: Demand) -> str | None:
    one, other = least_share(a), least_share(b)
    if one is None or other is None or not additive(one, other) or one.least + other.least > WHOLE:
        return None
    low, high = sorted((one.least, other.least))
    return f"Both shares fit into one whole: {low:g} and {high:g} are {low + high:g} of 100 per cent."


CHECK = Check(name="sums", order=70, looks_for="least shares that fit into one whole together", reject=_fit)

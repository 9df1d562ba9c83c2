"""Each demand speaks of cases of another size: firms above 500 staff, firms below 50."""

from models.compatibility import Check, Demand
from models.quantities import Quantity, find_quantities, overlap


def _other_sizes(a: Demand, b: Demand) -> str | None:
    for one in find_quantities(a.zone):
        for other in find_quantities(b.zone):
            if one.unit != "date" and overlap(one, other) is False and not (_point(one) and _point(other)):
                return f"They speak of cases of different size: {one.words()} and {other.words()}."
    return None


def _point(quantity: Quantity) -> bool:
    return quantity.low == quantity.high


CHECK = Check(name="size", order=24, looks_for="each limited to cases of another size", reject=_other_sizes)

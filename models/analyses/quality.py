"""How often people found the program right, by kind of finding."""

from collections import defaultdict
from collections.abc import Iterator
from math import sqrt

from corpus.records import Correction, CorrectionEffect, FindingVerdict, Quality
from models.analyses import Analysis, NoSettings, Rows

POSITION = "own_position"
_IS_OWN = {FindingVerdict.KEEP, FindingVerdict.RECLASSIFY, FindingVerdict.OUTDATED}
_REPORTED = "reported"
_CONFLICT = "_incompatibility"
_Z = 1.959963984540054  # 97.5 % quantile of the normal distribution
_DECIMALS = 4


def measure(rows: Rows, _settings: NoSettings) -> Iterator[Quality]:
    """Yield one row per kind of finding that people judged: how many, how many right, and the Wilson interval.

    `own_position` asks only whether it is a position of the member, or was one; the kinds ask for the kind too. Each
    finding counts once, by its newest ruling. People choose what they judge, so the share is not that of all findings.

    Source of the interval: E. B. Wilson, Probable inference, the law of succession, and statistical inference, 1927.
    """
    judged: dict[str, list[bool]] = defaultdict(list)
    for row in rows.of(Correction):
        if row.finding_kind is None or row.effect is CorrectionEffect.REPLACED:
            continue
        if row.right is not None:
            judged[row.finding_kind].append(row.right)
        if row.finding_kind != _REPORTED and not row.finding_kind.endswith(_CONFLICT):
            judged[POSITION].append(row.verdict in _IS_OWN)
    for kind, verdicts in sorted(judged.items()):
        low, high = wilson(sum(verdicts), len(verdicts))
        yield Quality(finding_kind=kind, n_judged=len(verdicts), n_right=sum(verdicts), low=low, high=high)


def wilson(n_right: int, n: int) -> tuple[float, float]:
    """Return both ends of the 95 % interval of a share p = n_right / n.

    With z = 1.96 they are (p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) / (1 + z²/n).
    """
    share, square = n_right / n, _Z * _Z
    middle = share + square / (2 * n)
    reach = _Z * sqrt(share * (1 - share) / n + square / (4 * n * n))
    whole = 1 + square / n
    return round(max(0.0, (middle - reach) / whole), _DECIMALS), round(min(1.0, (middle + reach) / whole), _DECIMALS)


ANALYSIS = Analysis(
    name="quality",
    needs=(Correction,),
    produces=(Quality,),
    settings=NoSettings,
    run=measure,
)

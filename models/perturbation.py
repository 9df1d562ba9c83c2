"""Settings a little off, one at a time, to see which findings hinge on where a threshold happens to lie."""

from collections.abc import Collection, Iterator
from typing import TypeVar

from pydantic import BaseModel

S = TypeVar("S", bound=BaseModel)


def around(settings: S, *, step: float, leave: Collection[str] = ()) -> Iterator[tuple[str, S]]:
    """Yield (name, settings) with one threshold raised and then lowered by `step`, kept in 0..1.

    Args:
        settings: what a run was made with; only its fractional thresholds (float fields) are varied.
        step: how far; larger steps make more findings look fragile.
        leave: fields that are no thresholds of this kind.
    """
    for name, field in type(settings).model_fields.items():
        value = getattr(settings, name)
        if field.annotation is not float or name in leave:
            continue
        for sign, moved in (("+", min(1.0, round(value + step, 4))), ("-", max(0.0, round(value - step, 4)))):
            if moved != value:
                yield f"{name} {sign} {step:g}", settings.model_copy(update={name: moved})

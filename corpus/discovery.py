"""Finds plug-ins: one file in a folder that offers one agreed constant. There is no registry to keep in step."""

import importlib
import pkgutil
from types import ModuleType
from typing import TypeVar

T = TypeVar("T")


def discover(package: ModuleType, name: str, kind: type[T]) -> tuple[T, ...]:
    """Return the constant `name` of every module in `package`, sorted by module name.

    A module whose name starts with an underscore is a helper and offers nothing.

    Raises:
        TypeError: a module lacks the constant, or it is of another type; the message names the module.
    """
    offered = []
    for info in sorted(pkgutil.iter_modules(package.__path__), key=lambda info: info.name):
        if info.name.startswith("_"):
            continue
        module = importlib.import_module(f"{package.__name__}.{info.name}")
        constant = getattr(module, name, None)
        if not isinstance(constant, kind):
            raise TypeError(f"{module.__name__} must offer {name}, a {kind.__name__}; it offers {constant!r}.")
        offered.append(constant)
    return tuple(offered)

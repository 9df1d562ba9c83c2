"""Has the findings of a run derived again, a little off, with the run's own analyses and settings."""

from collections.abc import Mapping, Sequence
from typing import Any

import models.analyses as analyses_package
from models.analyses import Rows, find_analyses
from models.stability import Recurrence, StabilitySettings, recurrence
from pipelines.loaded import Models
from pipelines.settings import Settings


def measure_stability(rows: Mapping[type, Sequence[Any]], settings: Settings, loaded: Models) -> Recurrence:
    """Return how often each headline finding recurs when thresholds and papers are varied."""
    return recurrence(
        rows,
        find_analyses(analyses_package),
        settings.steps,
        settings.of("stability", StabilitySettings),
        served=lambda varied: Rows(varied, loaded.encoder, loaded.stances),
    )

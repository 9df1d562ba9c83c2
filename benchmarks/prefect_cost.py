"""What a Prefect flow costs beside the run it carries out: `make bench-prefect`.

Flows whose steps do nothing are run on temporary servers, as `commonground run --flow` does it. The first flow of a
folder also makes Prefect's records. What every run imports, with Prefect or without, is taken off.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from pipelines.local_prefect import isolate

TIMES = 3
MANY = 100


def run_empty(folder: Path, n_tasks: int) -> None:
    """Run a flow of so many empty steps; without any, only import what every run does."""
    import pipelines.run  # noqa: F401

    if not n_tasks:
        return
    isolate(folder)
    from prefect import flow  # what it reads at import has to be set before
    from prefect.settings import PREFECT_HOME

    from pipelines.flow import PrefectEngine
    from pipelines.server_guard import guarded

    @flow(name="nothing", persist_result=False)
    def nothing() -> None:
        engine = PrefectEngine()
        for number in range(n_tasks):
            engine.call(f"nothing {number}", lambda: None)

    with guarded(PREFECT_HOME.value()):
        nothing()


def measure(folder: Path, n_tasks: int) -> float:
    """Return the processor seconds of a process that runs an empty flow, its server included."""
    before = os.times()
    subprocess.run([sys.executable, "-m", "benchmarks.prefect_cost", str(folder), str(n_tasks)], check=True)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def main() -> None:
    """Print the cost of the first flow of a folder, of the following ones and of a task."""
    with tempfile.TemporaryDirectory(prefix="prefect-") as name:
        folder = Path(name)
        nothing = min(measure(folder, 0) for _ in range(TIMES))
        first = measure(folder, 1)
        few = min(measure(folder, 1) for _ in range(TIMES))
        many = min(measure(folder, 1 + MANY) for _ in range(TIMES))
    print(f"the first flow of a folder: {first - nothing:.1f} CPU s")
    print(f"a following one: {few - nothing:.1f} CPU s, and {(many - few) / MANY:.3f} CPU s a task (least of {TIMES})")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        run_empty(Path(sys.argv[1]), int(sys.argv[2]))
    else:
        main()

"""What lands on a user's disk: the wheel holds all that a run needs, and nothing that only we need."""

import subprocess
import sys
import zipfile
from email import message_from_bytes
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("corpus", "models", "reports", "pipelines")
NEEDED_FOLDERS = ("reports/templates", "corpus/samples", "models/weights")
NEVER_INSIDE = ("models/training/", "tests/", "docs/", "benchmarks/")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Build the wheel once and open it."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (path,) = folder.glob("*.whl")
    with zipfile.ZipFile(path) as opened:
        yield opened


@pytest.fixture(scope="module")
def names(wheel):
    """Give the names of all files in the wheel."""
    return set(wheel.namelist())


@pytest.fixture(scope="module")
def metadata(wheel):
    """Give what the wheel says about itself."""
    (name,) = [name for name in wheel.namelist() if name.endswith(".dist-info/METADATA")]
    return message_from_bytes(wheel.read(name))


@pytest.mark.parametrize("folder", NEEDED_FOLDERS)
def test_what_a_run_needs_is_inside(names, folder):
    files = [path for path in (ROOT / folder).rglob("*") if path.is_file() and path.suffix != ".pyc"]
    needed = {path.relative_to(ROOT).as_posix() for path in files if not path.name.startswith(".")}
    assert needed, f"{folder} is empty"
    assert needed - names == set()


def test_every_module_but_the_training_is_inside(names):
    modules = {path.relative_to(ROOT).as_posix() for package in PACKAGES for path in (ROOT / package).rglob("*.py")}
    assert {name for name in modules - names if not name.startswith("models/training/")} == set()


def test_what_only_we_need_stays_outside(names):
    assert {name for name in names if name.startswith(NEVER_INSIDE)} == set()
    tops = {name.split("/")[0] for name in names if ".dist-info/" not in name}
    assert tops == set(PACKAGES)


def test_the_wheel_brings_the_command_and_the_licence(wheel, names):
    (entry_points,) = [name for name in names if name.endswith(".dist-info/entry_points.txt")]
    assert "commonground = pipelines.cli:main" in wheel.read(entry_points).decode()
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)


def test_pytorch_comes_only_with_the_extras(metadata):
    base = [line for line in metadata.get_all("Requires-Dist") if "extra ==" not in line]
    assert [line for line in base if line.startswith(("torch", "sentence-transformers", "onnx>", "onnx "))] == []
    assert {"encoders", "training"} <= set(metadata.get_all("Provides-Extra"))
    assert metadata["License-Expression"] == "Apache-2.0"

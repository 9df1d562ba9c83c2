"""The house rules that no linter checks: sizes, names, what loads when, and what may be committed."""

import ast
import importlib
import re
import resource
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("corpus", "models", "reports", "pipelines")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))

MOST_LINES_IN_A_FILE = 400
MOST_LINES_IN_A_FUNCTION = 60
MOST_CPU_SECONDS_FOR_HELP = 1.0
MOST_BYTES_IN_A_WEIGHT = 90_000_000
HEAVY = {"onnxruntime", "prefect", "pyarrow", "sentence_transformers", "sklearn", "spacy", "torch"}
TOP_LEVEL = {
    "CONTRIBUTING.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "benchmarks",
    "docs",
    "prefect.yaml",
    "pyproject.toml",
    "tests",
    "uv.lock",
    *PACKAGES,
}
PICKLES = {".bin", ".ckpt", ".joblib", ".pickle", ".pkl", ".pt", ".pth"}
HOME = re.compile(rb"/(?:home|Users)/[\w.-]+/|/roo[t]/|[A-Z]:\\Users\\")

HELP = """
import sys

sys.argv = ["commonground", "--help"]
from pipelines.cli import main

try:
    main()
except SystemExit as end:
    if end.code:
        raise
print(*sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
"""


def short(path):
    """Return the path as it is called in the repository."""
    return path.relative_to(ROOT).as_posix()


def tree_of(path):
    """Return the syntax tree of a Python file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=short(path))


def imports_of(path):
    """Return the dotted names that a file imports, `from a import b` as both `a` and `a.b`."""
    names = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def run_help():
    """Run `commonground --help` in a new process; return the process and the CPU seconds it took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([sys.executable, "-c", HELP], capture_output=True, text=True, cwd=ROOT, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return done, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


@pytest.fixture(scope="module")
def committed():
    """Give the files that git keeps, as they stand in the checkout."""
    listed = subprocess.run(["git", "ls-files", "-z"], capture_output=True, text=True, cwd=ROOT, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    files = [ROOT / name for name in listed.stdout.split("\0") if name]
    return [path for path in files if path.is_file()]


def test_the_four_packages_hold_code():
    assert {path.relative_to(ROOT).parts[0] for path in MODULES} == set(PACKAGES)


@pytest.mark.parametrize("path", MODULES, ids=short)
def test_a_file_can_be_read_in_one_sitting(path):
    tree = tree_of(path)
    assert ast.get_docstring(tree), "the module does not say what it is for"
    length = len(path.read_text(encoding="utf-8").splitlines())
    assert length <= MOST_LINES_IN_A_FILE
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    lines = [(function.name, function.end_lineno - function.lineno + 1) for function in functions]
    assert [(name, number) for name, number in lines if number > MOST_LINES_IN_A_FUNCTION] == []


@pytest.mark.parametrize("name", PACKAGES)
def test_nobody_else_provides_our_top_level_names(name):
    assert set(packages_distributions().get(name, ())) <= {"commonground"}
    assert Path(importlib.import_module(name).__file__).resolve().is_relative_to(ROOT)


def test_help_is_quick_and_loads_nothing_heavy():
    runs = [run_help() for _ in range(3)]
    done, _ = runs[0]
    assert done.returncode == 0, done.stderr
    assert "demo" in done.stdout
    assert HEAVY & set(done.stderr.split()) == set()
    assert min(seconds for _, seconds in runs) < MOST_CPU_SECONDS_FOR_HELP


def test_the_top_level_stays_small(committed):
    names = {path.relative_to(ROOT).parts[0] for path in committed}
    assert {name for name in names if not name.startswith(".")} <= TOP_LEVEL


def test_no_file_names_a_folder_of_somebodys_machine(committed):
    here = f"{ROOT.as_posix()}/".encode() if len(ROOT.parts) > 2 else None
    found = []
    for path in committed:
        content = path.read_bytes()
        if HOME.search(content) or (here and here in content):
            found.append(short(path))
    assert found == []


def test_weights_are_small_and_no_pickles(committed):
    weights = [path for path in committed if path.is_relative_to(ROOT / "models" / "weights")]
    assert [short(path) for path in weights if path.suffix in PICKLES] == []
    assert [short(path) for path in weights if path.stat().st_size > MOST_BYTES_IN_A_WEIGHT] == []


def test_only_the_table_module_says_pyarrow():
    speakers = [path for path in MODULES if any(name.split(".")[0] == "pyarrow" for name in imports_of(path))]
    assert [short(path) for path in speakers if short(path) != "corpus/tables.py"] == []
    schemas = [path for path in MODULES if re.search(r"\bpa\.schema\(", path.read_text(encoding="utf-8"))]
    assert [short(path) for path in schemas if short(path) != "corpus/tables.py"] == []


def test_tests_use_real_things_and_fakes_but_no_mocks():
    assert [short(path) for path in TESTS if {"unittest.mock", "pytest_mock"} & imports_of(path)] == []


def test_tests_are_no_package():
    assert [short(path) for path in TESTS if path.name == "__init__.py"] == []

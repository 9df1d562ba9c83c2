"""Runs of the small alliance, as it is and with more files."""

import pytest


@pytest.fixture(scope="session")
def base(tmp_path_factory, analyse, papers, write):
    """Give the run of the small alliance that others are compared with."""
    folder = write(tmp_path_factory.mktemp("base") / "alliance", {f"documents/{k}": v for k, v in papers.items()})
    return analyse(folder)


@pytest.fixture
def ran(tmp_path, analyse, papers, write):
    """Give a function that runs the small alliance with more papers or other files."""

    def work(more=None, *, name="alliance", files=None):
        documents = {f"documents/{path}": content for path, content in (papers | (more or {})).items()}
        return analyse(write(tmp_path / name, documents | (files or {})))

    return work

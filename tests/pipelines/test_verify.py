import json

import pytest

from corpus.errors import UserError
from corpus.manifest import to_json
from corpus.store import RunStore
from pipelines.commands.verify import verify


@pytest.fixture
def run(tmp_path):
    with RunStore(tmp_path).begin("first") as draft:
        draft.write("tables/members.parquet", b"members")
        draft.write("report/index.html", b"<!doctype html>")
        draft.write("manifest.json", to_json({"files": draft.digests}))
        return draft.publish()


def test_a_run_that_nobody_touched_is_as_it_was_published(run, tmp_path, capsys):
    assert verify(run, as_json=False) == 0
    assert verify(tmp_path, as_json=False) == 0
    assert capsys.readouterr().out == f"{run} is as it was published.\n" * 2


def test_what_was_changed_is_named(run, capsys):
    (run / "tables" / "members.parquet").write_bytes(b"Members")
    (run / "report" / "index.html").unlink()
    assert verify(run, as_json=True) == 5
    result = json.loads(capsys.readouterr().out)
    assert result["damage"] == ["report/index.html is missing.", "tables/members.parquet was changed."]


@pytest.mark.parametrize("manifest", [b"{", b"[]", b"{}", b"\xff", b'{"files": 1}'])
def test_a_manifest_that_says_nothing_of_files_is_told(run, manifest):
    (run / "manifest.json").write_bytes(manifest)
    with pytest.raises(UserError, match="is damaged, or from a version"):
        verify(run, as_json=False)


def test_a_folder_without_a_run_is_told(tmp_path):
    with pytest.raises(UserError, match="no run yet"):
        verify(tmp_path, as_json=False)
    with pytest.raises(UserError, match="is no folder"):
        verify(tmp_path / "nowhere", as_json=False)

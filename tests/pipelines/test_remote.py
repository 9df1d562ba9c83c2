"""An alliance on object storage (a stand-in for S3 on this machine): equal tables, whole runs only, one at a time."""

import json
import os
import random
import subprocess
import sys
import time
from contextlib import suppress
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path

import fsspec
import pytest
from moto.server import ThreadedMotoServer
from typer.testing import CliRunner

from corpus import remote
from corpus.errors import UserError
from corpus.records import Member
from corpus.remote import RemoteAlliance, mirror_of, remote_url
from corpus.store import find_damage
from pipelines.cli import app
from pipelines.engine import DirectEngine
from pipelines.places import run_at
from pipelines.published import run_of
from pipelines.run import run_alliance

COMMAND = Path(sys.executable).with_name("commonground")
KILLS = int(os.environ.get("COMMONGROUND_KILLS", "3"))
ACCESS = {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "y", "AWS_DEFAULT_REGION": "us-east-1"}


@pytest.fixture(scope="module")
def access():
    """Give the variables by which a stand-in for S3 on this machine is reached."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield ACCESS | {"AWS_ENDPOINT_URL": f"http://{host}:{port}"}
    server.stop()


@pytest.fixture
def bucket(access, monkeypatch, tmp_path, papers):
    """Give the file system and the address of an alliance with the small alliance's papers."""
    for name, value in (access | {"XDG_CACHE_HOME": str(tmp_path / "cache")}).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(remote, "_BEAT", 0.2)
    monkeypatch.setattr(remote, "_PATIENCE", 1.0)
    files = fsspec.filesystem("s3", use_listings_cache=False, skip_instance_cache=True)
    name = f"bucket{time.monotonic_ns()}"
    files.mkdir(name)
    for path, text in papers.items():
        content = text if isinstance(text, bytes) else text.encode()
        files.pipe_file(f"{name}/pond/documents/{path}", content)
    return files, f"s3://{name}/pond"


def work(folder, settings, *, second=15):
    now = datetime(2026, 3, 2, 8, 15, second, tzinfo=UTC)
    return run_alliance(folder, settings, DirectEngine(), progress=lambda *_: None, now=now)


def published(files, url):
    """Return the newest run's id and its files by name, as a reader on the storage sees them."""
    root = url.removeprefix("s3://")
    run_id = json.loads(files.cat_file(f"{root}/runs/latest.json"))["run_id"]
    there = f"{root}/runs/{run_id}"
    return run_id, {key[len(there) + 1 :]: files.cat_file(key) for key in files.find(there)}


def tables(content):
    return {name.removeprefix("tables/"): data for name, data in content.items() if name.startswith("tables/")}


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("s3://bucket/pond", "s3://bucket/pond"),
        ("s3:/bucket/pond", "s3://bucket/pond"),
        ("gs://bucket", "gs://bucket"),
        ("my-alliance", None),
        ("/srv/s3:x/pond", None),
        ("c:/alliances/pond", None),
    ],
)
def test_an_address_is_told_from_a_folder(written, url):
    assert remote_url(Path(written)) == url


def test_a_run_on_object_storage_gives_the_same_bytes(base, bucket, tables_of, tmp_path):
    files, url = bucket
    placed = run_at(Path(url), work)
    run_id, content = published(files, url)
    assert placed.published == f"{url}/runs/{run_id}"
    assert tables(content) == tables_of(base.folder)
    assert find_damage(placed.outcome.folder) == ()
    assert content["report/index.html"].rstrip().endswith(b"</html>")


def test_where_nothing_changed_nothing_is_written(bucket):
    files, url = bucket
    run_at(Path(url), work)
    before = files.find(url, detail=True)
    outcome = run_at(Path(url), work).outcome
    assert outcome.is_standing
    after = files.find(url, detail=True)
    changed = {key for key in after if after[key] != before.get(key)} | (before.keys() - after.keys())
    assert all("/.leases/" in key for key in changed)


def test_what_was_added_and_taken_away_there_is_so_here(bucket, papers):
    files, url = bucket
    outcome = run_at(Path(url), work).outcome
    n = outcome.manifest.counts["documents"]
    gone = next(iter(papers))
    files.rm_file(f"{url}/documents/{gone}")
    files.pipe_file(f"{url}/documents/zeta/paper.md", b"We will not sign without a harbour. Zeta asks for berths.")
    files.pipe_file(f"{url}/members.csv", b"member_id,name\nzeta,Zeta Port\n")
    outcome = run_at(Path(url), lambda *given: work(*given, second=16)).outcome
    assert outcome.manifest.counts["documents"] == n
    assert "Zeta Port" in {row.name for row in outcome.rows[Member]}
    reuse = {each.step: each for each in outcome.manifest.reuse}
    assert reuse["documents"].computed == 1


def test_another_machine_goes_on_from_what_is_there(bucket, monkeypatch, tmp_path):
    _, url = bucket
    first = run_at(Path(url), work).outcome
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "another"))
    again = run_at(Path(url), work).outcome
    assert again.is_standing
    assert again.folder != first.folder
    assert again.manifest.run_id == first.manifest.run_id


@pytest.mark.parametrize("at", [0, 20, -1])
def test_an_upload_that_breaks_shows_nothing_and_is_swept(base, bucket, tables_of, monkeypatch, at):
    files, url = bucket
    count = 0
    whole = len(list(base.folder.rglob("*")))
    put = RemoteAlliance.__init__

    def broken(self, *arguments):
        put(self, *arguments)
        really = self._files.put_file

        def put_file(local, key, **options):
            nonlocal count
            count += 1
            if count > (at if at >= 0 else whole):
                raise OSError("the line is cut")
            return really(local, key, **options)

        def pipe_file(key, content, **options):
            if key.endswith("latest.json"):
                raise OSError("the line is cut")
            return really_pipe(key, content, **options)

        really_pipe = self._files.pipe_file
        self._files.put_file = put_file
        if at < 0:
            self._files.pipe_file = pipe_file

    monkeypatch.setattr(RemoteAlliance, "__init__", broken)
    with pytest.raises(UserError, match="cannot be written to"):
        run_at(Path(url), work)
    assert not files.exists(f"{url}/runs/latest.json")
    monkeypatch.setattr(RemoteAlliance, "__init__", put)
    run_at(Path(url), lambda *given: work(*given, second=30))
    run_id, content = published(files, url)
    assert tables(content) == tables_of(base.folder)
    root = url.removeprefix("s3://")
    left = {key.removeprefix(f"{root}/runs/").split("/")[0] for key in files.find(f"{root}/runs")}
    whole = {
        key.removeprefix(f"{root}/runs/").split("/")[0] for key in files.find(root) if key.endswith("manifest.json")
    }
    assert run_id in whole
    assert {name for name in left if not name.startswith(".")} - {"latest.json"} == whole


@pytest.mark.slow
def test_the_sample_on_object_storage_and_two_workers_gives_the_same_bytes(sample_run, bucket, tables_of):
    files, url = bucket
    files.rm(url, recursive=True)
    with resources.as_file(resources.files("corpus") / "samples" / "remote_work") as sample:
        for path in sample.rglob("*"):
            name = path.relative_to(sample).as_posix()
            if path.is_file():
                files.put_file(str(path), f"{url}/{name if name == 'members.csv' else f'documents/{name}'}")
    files.pipe_file(f"{url}/alliance.toml", b'cluster = "local:2"\n')
    run_at(Path(url), work)
    assert tables(published(files, url)[1]) == tables_of(sample_run)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_killed_runs_publish_whole_runs_or_none(base, bucket, tables_of, environment, access, tmp_path):
    files, url = bucket
    env = environment(**access, XDG_CACHE_HOME=str(tmp_path / "cache"))
    moments = random.Random(7)
    lasted = 10.0  # about what a run takes here
    for _ in range(KILLS):
        process = subprocess.Popen([str(COMMAND), "run", url, "--quiet"], env=env, stdout=subprocess.DEVNULL)
        try:
            process.wait(moments.uniform(0.3, 1.0) * lasted)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            with suppress(FileNotFoundError):  # killed before it had one
                files.rm(f"{url}/runs/.leases", recursive=True)  # so that the next one works, and does not wait
        if files.exists(f"{url}/runs/latest.json"):
            _, content = published(files, url)
            assert tables(content) == tables_of(base.folder)
            files.rm(f"{url}/runs", recursive=True)
    done = subprocess.run([str(COMMAND), "run", url, "--quiet"], env=env, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert tables(published(files, url)[1]) == tables_of(base.folder)


def test_a_second_run_is_refused_while_one_shows_signs_of_life(bucket):
    _, url = bucket
    alliance = RemoteAlliance(url, Path("unused"))
    with alliance.leased(), pytest.raises(UserError, match="another run of this alliance is going on"):
        run_at(Path(url), work)


def test_a_holder_that_died_blocks_nobody_for_long(bucket):
    files, url = bucket
    dead = {"owner": "x", "machine": "gone", "since": "2026-01-01T00:00:00Z", "beats": 3}
    files.pipe_file(f"{url}/runs/.leases/00000007.json", json.dumps(dead).encode())
    with RemoteAlliance(url, Path("unused")).leased() as lease:
        lease.check()
    assert [key.rpartition("/")[2] for key in files.find(f"{url}/runs/.leases")] == ["00000008.json"]


def test_a_holder_that_was_taken_for_dead_publishes_nothing(bucket):
    files, url = bucket

    def overtaken(*given):
        outcome = work(*given)
        files.pipe_file(f"{url}/runs/.leases/00000099.json", b"{}")
        return outcome

    with pytest.raises(UserError, match="taken over by another run"):
        run_at(Path(url), overtaken)
    assert not files.exists(f"{url}/runs/latest.json")


def test_of_two_that_begin_at_once_the_storage_lets_one_through(bucket, monkeypatch):
    _, url = bucket
    alliance = RemoteAlliance(url, Path("unused"))
    last = remote._last
    with alliance.leased() as lease:
        lease.release()
        monkeypatch.setattr(remote, "_last", lambda files, folder: last(files, folder) - 1)
        with pytest.raises(UserError, match="another run"), alliance.leased():
            pytest.fail("two hold the lease")


def test_a_folder_of_this_machine_needs_no_address():
    with pytest.raises(UserError, match="Name it without file: /srv/pond"):
        run_at(Path("file:///srv/pond"), work)


@pytest.mark.parametrize(
    "command",
    [
        ("report",),
        ("verify",),
        ("compare",),
        ("corrections",),
        ("review",),
        ("cache",),
        ("check",),
        ("new",),
        ("simulate", "--without", "ash"),
        ("reader", "codings"),
        ("reader", "export"),
        ("run", "--dry-run"),
        ("schedule",),
    ],
)
def test_commands_that_need_a_folder_say_that_an_address_is_not_on_this_machine(tmp_path, monkeypatch, command):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    done = CliRunner().invoke(app, [*command, "s3://bucket/pond"])
    assert isinstance(done.exception, UserError)
    assert str(done.exception).startswith("s3://bucket/pond: is not on this machine")
    assert "Copy the alliance's folder" in str(done.exception)
    assert not list(tmp_path.iterdir())


def test_the_mirror_of_an_earlier_run_is_named_to_who_wants_to_read(bucket):
    _, url = bucket
    run_at(Path(url), work)
    with pytest.raises(UserError) as told:
        run_of(Path(url))
    mirror = mirror_of(url)
    assert str(mirror) in str(told.value)
    assert find_damage(run_of(mirror)) == ()


def test_where_the_storage_tells_no_change_the_content_is_fetched_each_time(tmp_path, monkeypatch):
    files = fsspec.filesystem("memory")
    files.pipe_file("/blind/documents/ash/a.md", b"one")
    find = type(files).find

    def blind(self, path, *, detail=False, **options):
        found = find(self, path, detail=True, **options)
        sizes = {key: {"name": key, "size": entry["size"], "type": "file"} for key, entry in found.items()}
        return sizes if detail else list(sizes)

    monkeypatch.setattr(type(files), "find", blind)
    alliance = RemoteAlliance("memory://blind", tmp_path / "mirror")
    for content in (b"one", b"two"):
        files.pipe_file("/blind/documents/ash/a.md", content)
        alliance.fetch()
        assert (tmp_path / "mirror" / "documents" / "ash" / "a.md").read_bytes() == content


@pytest.mark.parametrize("name", ["documents/a/../../../x.md", "documents//x.md", "documents/a\\b.md"])
def test_a_name_that_would_lead_out_of_the_mirror_is_refused(tmp_path, name):
    alliance = RemoteAlliance("memory://pond", tmp_path / "mirror")
    with pytest.raises(UserError, match="no folder can hold"):
        alliance._here(name)


def test_an_address_that_is_none_is_told(bucket, tmp_path):
    for url in ("s3://no-such-bucket-anywhere/pond", "nonsense://x/y"):
        with pytest.raises(UserError):
            run_at(Path(url), work)

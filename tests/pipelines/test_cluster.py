"""The same run on a Dask cluster: equal tables, also when a worker is killed on the way."""

import os
import signal
import threading
import time

import pytest

from corpus.errors import UserError
from pipelines.cluster import Cluster, _refuse_other_programs, opened

LOCAL = {"alliance.toml": 'cluster = "local:2"\n'}


def test_a_run_on_two_workers_gives_the_same_bytes(base, ran, tables_of):
    assert tables_of(ran(name="spread", files=LOCAL).folder) == tables_of(base.folder)


def test_a_worker_that_is_killed_costs_time_and_nothing_else(base, ran, tables_of, monkeypatch):
    """The first worker that is asked to do something is killed while it is at it."""
    killed = []
    spread = Cluster.spread

    def strike(self, function, parts):
        if not killed and parts:
            workers = self._client.run(os.getpid)
            killed.append(next(iter(workers.values())))
            threading.Thread(target=lambda: (time.sleep(0.3), os.kill(killed[0], signal.SIGKILL))).start()
        return spread(self, function, parts)

    monkeypatch.setattr(Cluster, "spread", strike)
    outcome = ran(name="struck", files=LOCAL)
    assert killed
    assert tables_of(outcome.folder) == tables_of(base.folder)


def test_workers_with_another_version_of_the_program_are_refused(monkeypatch):
    with opened("local:1") as cluster:
        _refuse_other_programs(cluster, "tcp://here:8786")
        (worker,) = cluster.ask_each(os.getpid)
        monkeypatch.setattr("pipelines.cluster.code_digest", lambda *_: "another")
        with pytest.raises(UserError, match="workers with another version") as told:
            _refuse_other_programs(cluster, "tcp://here:8786")
    assert worker in str(told.value)


@pytest.mark.parametrize("spec", ["local:none", "local:0", "tcp://127.0.0.1:9"])
def test_a_cluster_that_is_none_is_told(spec, monkeypatch):
    monkeypatch.setattr("pipelines.cluster._LONGEST_START", 2)
    with pytest.raises(UserError, match="cluster"), opened(spec):
        pytest.fail("there is no such cluster")


def test_what_goes_wrong_in_a_run_is_not_the_clusters_fault():
    with pytest.raises(ValueError, match="ours"), opened("local:1"):
        raise ValueError("ours")

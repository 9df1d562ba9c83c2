import ctypes
import json
import os
import socket
import struct
import subprocess
import sys
import time
from pathlib import Path

import pytest

LIMITS = {"max_bytes": 9999, "max_pages": 9, "max_depth": 99}
GIVEN = {"max_memory_bytes": 1 << 30, "limits": LIMITS, "ocr": {"language": "eng", "min_confidence": 60}}
# A worker whose reader does what the request's path says.
SERVE = """
import sys, corpus.worker as worker
def read(reader, request):
    exec(request["path"], {"location": request["location"]})
    return {"done": True}
worker._Reader.read = read
worker.main(sys.argv[1:])
"""
FORBIDDEN = {
    "remove": "import os; os.remove(location)",
    "shell": "import os; os.system('true')",
    "program": "import subprocess; subprocess.run(['true'])",
    "rename": "import os; os.rename(location, location + '.moved')",
    "write": "open(location, 'w').write('gone')",
    "page": "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9/')",
    "name": "import socket; socket.getaddrinfo('x.example', 80)",
}
# As a parser in C would: the connection is made by the C library, past the interpreter.
CONNECT = """
import ctypes, os
failed = ctypes.CDLL(None).connect(ctypes.CDLL(None).socket(2, 1, 0), {address!r}, 16)
assert os.readlink('/proc/self/ns/net') != {network!r}, 'not alone'
assert failed, 'reached the network'
"""


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    """Give a function that has a worker try things, and returns its answers and what the paper says afterwards."""
    paper = tmp_path_factory.mktemp("contained") / "paper.txt"
    paper.write_text("x")

    def work(*attempts):
        requests = [{"location": str(paper), "path": code, "inside": [], "ocr": False} for code in attempts]
        command = [sys.executable, "-c", SERVE, json.dumps(GIVEN)]
        lines = "".join(json.dumps(request) + "\n" for request in requests)
        run = subprocess.run(command, input=lines, capture_output=True, text=True, check=True)
        assert sorted(path.name for path in paper.parent.iterdir()) == ["paper.txt"]
        return [json.loads(line) for line in run.stdout.splitlines()[1:]], paper.read_text()

    return work


def test_a_reader_can_neither_write_nor_start_programs_nor_ask_the_network(ask):
    answers, paper = ask("open(location).read()", *FORBIDDEN.values())
    assert answers[0] == {"done": True}
    assert {name: answer.get("status") for name, answer in zip(FORBIDDEN, answers[1:], strict=True)} == dict.fromkeys(
        FORBIDDEN, "corrupt"
    )
    assert paper == "x"


@pytest.mark.skipif(sys.platform != "linux", reason="namespaces are Linux's")
def test_code_that_goes_round_the_interpreter_reaches_no_network_either(ask):
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = struct.pack("=H", 2) + struct.pack("!H", server.getsockname()[1]) + bytes([127, 0, 0, 1]) + bytes(8)
        assert ctypes.CDLL(None).connect(ctypes.CDLL(None).socket(2, 1, 0), address, 16) == 0
        ((answer,), _) = ask(CONNECT.format(address=address, network=str(Path("/proc/self/ns/net").readlink())))
    if "not alone" in answer.get("detail", ""):
        pytest.skip("this system lets no process leave the network")
    assert answer == {"done": True}


@pytest.mark.skipif(sys.platform != "linux", reason="the bound holds on Linux")
def test_memory_is_bounded_for_everything_in_the_process(ask):
    ((answer,), _) = ask("bytearray(2 << 30)")
    assert answer["status"] == "too_large"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a process with its parent")
def test_a_worker_ends_with_a_program_that_is_killed(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "slow.html").write_text("<p>" + "<b>We</b> " * 4_000_000)
    code = (
        "import pathlib, sys; from corpus.intake import survey; from corpus.reading import *\n"
        "read_files(survey(pathlib.Path(sys.argv[1])).files, ReadingSettings(workers=1))"
    )
    with subprocess.Popen([sys.executable, "-c", code, tmp_path]) as program:
        listed = Path(f"/proc/{program.pid}/task")
        workers = []
        while not workers and program.poll() is None:
            workers = [int(each) for task in listed.iterdir() for each in (task / "children").read_text().split()]
            time.sleep(0.05)
        # By then it has started and begun to read; and it is busy for longer than this test waits.
        while int(Path(f"/proc/{workers[0]}/stat").read_text().split()[13]) < 2 * os.sysconf("SC_CLK_TCK"):
            time.sleep(0.05)
        program.kill()
    deadline = time.monotonic() + 20
    while Path(f"/proc/{workers[0]}").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not Path(f"/proc/{workers[0]}").exists()

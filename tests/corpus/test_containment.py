import json
import socket
import subprocess
import sys

import pytest

LIMITS = {"max_bytes": 9999, "max_pages": 9, "max_depth": 99}
GIVEN = {"max_memory_bytes": 1 << 30, "limits": LIMITS, "ocr": {"language": "eng", "min_confidence": 60}}
SERVE = """
import sys, corpus.worker as worker
def read(reader, request):
    {attempt}
    return {{"done": True}}
worker._Reader.read = read
worker.main(sys.argv[1:])
"""


def answer(attempt, folder):
    """Return what a worker says that tries something a parser never needs to do."""
    paper = folder / "paper.txt"
    paper.write_text("x")
    request = json.dumps({"location": str(paper), "path": "a/paper.txt", "inside": [], "ocr": False})
    code = SERVE.format(attempt=attempt)
    run = subprocess.run(
        [sys.executable, "-c", code, json.dumps(GIVEN)],
        input=request + "\n",
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(run.stdout.splitlines()[1])


def test_a_reader_that_asks_for_nothing_is_let_alone(tmp_path):
    assert answer("open(request['location']).read()", tmp_path) == {"done": True}


@pytest.mark.parametrize(
    "attempt",
    [
        "import os; os.remove(request['location'])",
        "import os; os.system('true')",
        "import subprocess; subprocess.run(['true'])",
        "import os; os.rename(request['location'], request['location'] + '.moved')",
        "open(request['location'], 'w').write('gone')",
        "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9/')",
        "import socket; socket.getaddrinfo('x.example', 80)",
    ],
)
def test_a_reader_can_neither_write_nor_start_programs_nor_ask_the_network(tmp_path, attempt):
    assert answer(attempt, tmp_path)["status"] == "corrupt"
    assert (tmp_path / "paper.txt").read_text() == "x"


@pytest.mark.skipif(sys.platform != "linux", reason="namespaces are Linux's")
def test_code_that_goes_round_the_interpreter_reaches_no_network_either(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        # As a parser in C would: the connection is made by the C library.
        attempt = f"""
    import ctypes, os, socket, struct
    library = ctypes.CDLL(None, use_errno=True)
    handle = library.socket(2, 1, 0)
    address = struct.pack('=H', 2) + struct.pack('!H', {server.getsockname()[1]}) + bytes([127, 0, 0, 1]) + bytes(8)
    failed = library.connect(handle, address, 16)
    alone = os.readlink('/proc/self/ns/net') != {__import__("os").readlink("/proc/self/ns/net")!r}
    assert failed or not alone, 'reached the network'
    assert alone, 'not alone'"""
        told = answer(attempt, tmp_path)
        if "not alone" in told.get("detail", ""):
            pytest.skip("this system lets no process leave the network")
        assert told == {"done": True}


@pytest.mark.skipif(sys.platform != "linux", reason="the bound holds on Linux")
def test_memory_is_bounded_for_everything_in_the_process(tmp_path):
    assert answer("bytearray(2 << 30)", tmp_path)["status"] == "too_large"

"""What a server may do to a request, and that the key goes nowhere but into its header."""

import json
import time

import pytest

from models.chat.answers import READ
from models.chat.desk import Budget, Desk
from models.chat.prompts import load_prompt
from models.chat.replies import FaultError, Reason, ReplyStore
from models.chat.requests import Request
from models.chat.server import ChatServer, ServerSettings

KEY = "sk-very-secret-0123456789"
GOOD = json.dumps({
    "positions": [
        {"quote": "We ask.", "kind": "goal", "firmness": "should", "holder": "own", "question": "Who?", "side": "yes"}
    ]
})  # fmt: skip


def completion(content, finish="stop"):
    choice = {"finish_reason": finish, "message": {"role": "assistant", "content": content}}
    return (200, {}, json.dumps({"choices": [choice]}).encode())


@pytest.fixture
def request_of():
    def work(number=1):
        return Request("some-model", READ, load_prompt("read"), {"paragraphs": [str(number)]}, f"part {number}")

    return work


@pytest.fixture
def asking(chat_server, tmp_path, monkeypatch):
    """Give a function that starts a server and returns it, a desk that asks it, and the pauses that were made."""
    monkeypatch.setenv("A_KEY", KEY)

    def work(answer, *, pauses=None, **changes):
        server = chat_server(answer)
        settings = {
            "url": server.url,
            "key_variable": "A_KEY",
            "timeout_seconds": 5.0,
            "attempts": 3,
            "backoff_seconds": 1.0,
            "requests_per_minute": 0,
            "max_answer_tokens": 500,
        }
        budget = Budget(max_requests=changes.pop("max_requests", 100), max_tokens=changes.pop("max_tokens", 10**6))
        sender = ChatServer(ServerSettings(**settings | changes), sleep=[].append if pauses is None else pauses.append)
        return server, Desk(ReplyStore(tmp_path), sender, budget)

    return work


def fault_of(desk, request):
    with pytest.raises(FaultError) as raised:
        desk.ask(request, READ)
    return raised.value


def test_a_request_holds_schema_prompt_and_material_and_its_answer_is_asked_once(asking, request_of, tmp_path):
    server, desk = asking(lambda _body, _headers: GOOD)
    for _ in range(2):
        assert [each.quote for each in desk.ask(request_of(), READ)] == ["We ask."]
    (body,) = server.bodies
    assert body["response_format"]["json_schema"]["schema"] == READ.schema()
    assert body["messages"][0]["content"].startswith(load_prompt("read").text)
    assert json.loads(body["messages"][1]["content"]) == {"paragraphs": ["1"]}
    assert (desk.spent.sent, desk.spent.kept, desk.spent.tokens_in, desk.spent.tokens_out) == (1, 1, 100, 10)
    assert desk.waiting == ()


def test_a_server_without_schemas_is_asked_without_and_remembered(asking, request_of):
    def answer(body, _headers):
        for name in ("response_format", "temperature", "max_tokens"):
            if name in body:
                return (400, {}, json.dumps({"error": {"message": f"Unsupported parameter: {name}"}}).encode())
        return f"```json\n{GOOD}\n```"

    server, desk = asking(answer)
    assert len(desk.ask(request_of(1), READ)) == len(desk.ask(request_of(2), READ)) == 1
    assert len(server.bodies) == 5
    assert server.bodies[-1].keys() == {"model", "messages", "max_completion_tokens"}


def test_a_busy_server_is_asked_again_after_the_pause_that_it_wants(asking, request_of):
    pauses, answers = [], [(429, {"Retry-After": "7"}, b"slow down"), (503, {}, b""), GOOD]
    server, desk = asking(lambda _body, _headers: answers[len(server.bodies) - 1], pauses=pauses)
    assert len(desk.ask(request_of(), READ)) == 1
    assert pauses == [7.0, 2.0]


@pytest.mark.parametrize(("status", "attempts"), [(500, 3), (401, 1), (404, 1)])
def test_a_server_that_fails_is_given_up(asking, request_of, status, attempts):
    server, desk = asking(lambda _body, _headers: (status, {}, b"<html>oops</html>"))
    fault = fault_of(desk, request_of())
    assert fault.reason is Reason.FAILED
    assert str(status) in fault.detail
    assert len(server.bodies) == attempts
    assert [request.about for request in desk.waiting] == ["part 1"]


def test_a_slow_server_is_not_waited_for_for_ever(asking, request_of):
    _, desk = asking(lambda _body, _headers: time.sleep(1) or GOOD, timeout_seconds=0.1, attempts=2)
    began = time.monotonic()
    assert fault_of(desk, request_of()).reason is Reason.FAILED
    assert time.monotonic() - began < 1


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (completion(GOOD[:50], finish="length"), Reason.TRUNCATED),
        (completion(GOOD[:50]), Reason.MALFORMED),
        (completion("Certainly! Here are the positions."), Reason.MALFORMED),
        (completion('{"answer": []}'), Reason.MALFORMED),
        (completion("[" * 100_000), Reason.MALFORMED),
        (completion(None), Reason.REFUSED),
        ((200, {}, b"{}"), Reason.MALFORMED),
        ((200, {}, b"no json"), Reason.MALFORMED),
    ],
)
def test_an_answer_that_is_none_is_a_fault_and_is_not_kept(asking, request_of, tmp_path, answer, reason):
    _, desk = asking(lambda _body, _headers: answer)
    assert fault_of(desk, request_of()).reason is reason
    assert list(tmp_path.rglob("*.json")) == []


def test_entries_that_are_not_in_the_schema_are_dropped_and_counted(asking, request_of):
    entries = json.loads(GOOD)["positions"]
    entries += [entries[0] | {"kind": "threat"}, {"quote": "We ask."}, "We ask.", entries[0] | {"quote": " "}]
    _, desk = asking(lambda _body, _headers: json.dumps({"positions": entries}))
    assert len(desk.ask(request_of(), READ)) == 1
    assert desk.spent.invalid == 4


def test_the_budget_ends_the_asking(asking, request_of):
    server, desk = asking(lambda _body, _headers: GOOD, max_requests=2)
    for number in (1, 2):
        desk.ask(request_of(number), READ)
    assert fault_of(desk, request_of(3)).reason is Reason.BUDGET
    assert len(server.bodies) == 2
    assert fault_of(asking(lambda _body, _headers: GOOD, max_tokens=10)[1], request_of(4)).reason is Reason.BUDGET


def test_requests_keep_to_the_rate(asking, request_of):
    pauses = []
    _, desk = asking(lambda _body, _headers: GOOD, pauses=pauses, requests_per_minute=60)
    for number in range(3):
        desk.ask(request_of(number), READ)
    assert pauses == [0.0, pytest.approx(1, abs=0.5), pytest.approx(2, abs=0.5)]


def test_a_key_that_a_server_echoes_goes_nowhere(asking, request_of, tmp_path):
    said = json.dumps({"positions": [json.loads(GOOD)["positions"][0] | {"quote": f"The key is {KEY}."}]})
    server, desk = asking(lambda _body, headers: said if headers["Authorization"] == f"Bearer {KEY}" else "none")
    assert [each.quote for each in desk.ask(request_of(), READ)] == ["The key is [key]."]
    assert KEY not in "".join(path.read_text() for path in tmp_path.rglob("*.json"))
    _, desk = asking(lambda _body, headers: (401, {}, f"wrong: {headers['Authorization']}".encode()))
    assert KEY not in fault_of(desk, request_of(2)).detail
    assert KEY not in json.dumps(server.bodies)


def test_a_damaged_kept_answer_is_asked_again(asking, request_of, tmp_path):
    server, desk = asking(lambda _body, _headers: GOOD)
    desk.ask(request_of(), READ)
    (kept,) = tmp_path.rglob("*.json")
    kept.write_text(kept.read_text()[:20])
    assert len(desk.ask(request_of(), READ)) == 1
    assert len(server.bodies) == 2

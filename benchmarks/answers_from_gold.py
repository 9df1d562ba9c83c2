"""Answers a reader's exported requests from a hand-labelled corpus, as a perfect language model would.

What it proves is the seam and what follows it, not a model: the run that reads these answers should reach every figure
that the labels allow. `python -m benchmarks.answers_from_gold GOLD requests.jsonl answers.jsonl`
"""

import argparse
import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from corpus.locating import Locator

FIRMNESS = {"non_negotiable": "exit", "constraint": "demand", "goal": "should", "preference": "welcome"}
SIDES = {1: "yes", -1: "no", 0: "neither"}
WORD = re.compile(r"[^\W_]+")
Json = dict[str, Any]


def words(text: str) -> str:
    """Return the words of a text, whatever its signs and line breaks."""
    return "".join(WORD.findall(unicodedata.normalize("NFKD", text).replace("\u00ad", ""))).lower()


class Gold:
    """The labels, by what a request shows of them."""

    def __init__(self, folder: Path) -> None:
        """Read gold.json."""
        self._gold = json.loads((folder / "gold.json").read_text(encoding="utf-8"))
        self._names = {member["name"]: member["id"] for member in self._gold["members"]}
        self._issues = {issue["id"]: issue for issue in self._gold["issues"]}
        self._titles = {issue["question"]: issue["title"] for issue in self._gold["issues"]}
        self._by_words: dict[str, list[Json]] = {}
        for position in self._gold["positions"]:
            self._by_words.setdefault(words(position["quote"]), []).append(position)
        self._conflicts = {frozenset(each["position_ids"]): each["why"] for each in self._gold["red_line_conflicts"]}

    def read(self, material: Json) -> Json:
        """List the labelled positions that stand in a part of a paper."""
        member = self._names[material["member"]]
        locators = [Locator(paragraph["text"]) for paragraph in material["paragraphs"]]
        found = [
            position
            for position in self._gold["positions"]
            if position["member"] == member and any(each.find(position["quote"]) for each in locators)
        ]
        return {"positions": [self._answer(position) for position in found]}

    def _answer(self, position: Json) -> Json:
        return {
            "quote": position["quote"],
            "kind": position["kind"],
            "firmness": FIRMNESS[position["kind"]],
            "holder": "own",
            "holder_name": None,
            "condition": None,
            "scope": None,
            "question": self._issues[position["issue"]]["question"],
            "side": SIDES[position["stance"]],
        }

    def issues(self, material: Json) -> Json:
        """Make every question an issue under its title."""
        return {
            "issues": [
                {
                    "name": self._titles[each["question"]],
                    "question": each["question"],
                    "members": [{"number": each["number"], "turned": False}],
                }
                for each in material["questions"]
            ]
        }

    def pairs(self, material: Json) -> Json:
        """Call the labelled incompatible pairs conflicts, and all others compatible."""
        return {"pairs": [self._judged(pair) for pair in material["pairs"]]}

    def _judged(self, pair: Json) -> Json:
        why = self._why(pair)
        return {
            "number": pair["number"],
            "verdict": "conflict" if why else "compatible",
            "deciding_a": pair["a"]["sentence"],
            "deciding_b": pair["b"]["sentence"],
            "why": why or "The labels do not list the two as incompatible.",
            "why_not": "",
        }

    def _why(self, pair: Json) -> str | None:
        sides = [self._by_words[words(pair[side]["sentence"])] for side in ("a", "b")]
        ids = [frozenset((a["id"], b["id"])) for a in sides[0] for b in sides[1]]
        return next((self._conflicts[each] for each in ids if each in self._conflicts), None)

    def check(self, material: Json) -> Json:
        """Doubt what the labels do not list."""
        return {
            "pairs": [
                {
                    "number": pair["number"],
                    "stands": self._why(pair) is not None,
                    "deciding_a": pair["a"]["sentence"],
                    "deciding_b": pair["b"]["sentence"],
                    "why": self._why(pair) or "The labels do not list the two as incompatible.",
                }
                for pair in material["pairs"]
            ]
        }


def answer(request: Json, tasks: Mapping[str, Callable[[Json], Json]]) -> Json:
    """Return the line of answers to one line of requests."""
    body = request["body"]
    task = body["response_format"]["json_schema"]["name"]
    content = json.dumps(tasks[task](json.loads(body["messages"][1]["content"])))
    choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": content}}
    reply = {"status_code": 200, "body": {"object": "chat.completion", "choices": [choice]}}
    return {"custom_id": request["custom_id"], "response": reply, "error": None}


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="benchmarks/answers_from_gold.py", description=__doc__)
    parser.add_argument("gold", type=Path, help="folder with gold.json")
    parser.add_argument("requests", type=Path)
    parser.add_argument("answers", type=Path)
    arguments = parser.parse_args()
    gold = Gold(arguments.gold)
    tasks = {"read": gold.read, "issues": gold.issues, "pairs": gold.pairs, "check": gold.check}
    requests = [json.loads(line) for line in arguments.requests.read_text(encoding="utf-8").splitlines()]
    lines = [json.dumps(answer(request, tasks)) for request in requests]
    arguments.answers.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    print(f"{len(lines)} requests answered")


if __name__ == "__main__":
    main()

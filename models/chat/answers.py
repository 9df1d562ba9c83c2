"""What a model may answer: the schemas that go with the requests, and that every answer is held against."""

import json
import re
from dataclasses import dataclass
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from corpus.records import Holder, Kind, Verdict

Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
Phrase = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
FIRMNESS = {"idea": 0.0, "welcome": 0.25, "should": 0.5, "demand": 0.75, "exit": 1.0}
SIDES = {"yes": 1.0, "no": -1.0, "neither": 0.0}


class Item(BaseModel):
    """One entry of an answer's list; what the schema does not know is ignored."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class FoundPosition(Item):
    """One position in a section."""

    quote: Sentence
    kind: Kind
    firmness: Literal["idea", "welcome", "should", "demand", "exit"]
    holder: Holder
    holder_name: Phrase | None = None
    condition: Sentence | None = None
    scope: Sentence | None = None
    question: Phrase
    side: Literal["yes", "no", "neither"]


class Grouped(Item):
    """A question in an issue; `turned` if a yes to it is a no to the issue's."""

    number: int
    turned: bool


class FoundIssue(Item):
    """One issue."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
    question: Phrase
    members: list[Grouped]


class JudgedPair(Item):
    """One pair."""

    number: int
    verdict: Verdict
    deciding_a: Sentence
    deciding_b: Sentence
    why: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=600)]
    why_not: Annotated[str, StringConstraints(strip_whitespace=True, max_length=600)]


class CheckedPair(Item):
    """One pair that was looked at again."""

    number: int
    stands: bool
    deciding_a: Sentence
    deciding_b: Sentence
    why: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=600)]


Entry = TypeVar("Entry", bound=Item)


@dataclass(frozen=True, slots=True)
class Task(Generic[Entry]):
    """What is asked: the prompt of that name, and the list of entries that the answer holds under one key."""

    name: str
    key: str
    item: type[Entry]

    def schema(self) -> dict[str, Any]:
        """Return the JSON schema as servers with structured outputs take it: no lengths, every field required."""
        entry = _strict(self.item.model_json_schema())
        definitions = entry.pop("$defs", {})
        whole: dict[str, Any] = _strict({"type": "object", "properties": {self.key: {"type": "array", "items": entry}}})
        return whole | ({"$defs": definitions} if definitions else {})

    def parse(self, content: str) -> tuple[tuple[Entry, ...], int]:
        """Return the valid entries of an answer, and how many are not valid.

        Raises:
            ValueError: the answer is no JSON, or lacks the list.
        """
        fenced = _FENCE.fullmatch(content)
        answer = json.loads(fenced["inside"] if fenced else content)
        entries = answer.get(self.key) if isinstance(answer, dict) else None
        if not isinstance(entries, list):
            raise ValueError(f"there is no list called {self.key}")
        valid: list[Entry] = []
        for entry in entries:
            try:
                valid.append(self.item.model_validate(entry))
            except ValidationError:
                continue
        return tuple(valid), len(entries) - len(valid)


READ = Task("read", "positions", FoundPosition)
ISSUES = Task("issues", "issues", FoundIssue)
PAIRS = Task("pairs", "pairs", JudgedPair)
CHECK = Task("check", "pairs", CheckedPair)
_FENCE = re.compile(r"\s*```(?:json)?\s*\n(?P<inside>.*)\n\s*```\s*", re.DOTALL)
_LEFT_OUT = ("maxLength", "minLength", "title", "description", "default")


def _strict(node: Any) -> Any:  # noqa: ANN401  (a schema is any JSON)
    if isinstance(node, list):
        return [_strict(value) for value in node]
    if not isinstance(node, dict):
        return node
    plain = {key: _strict(value) for key, value in node.items() if key not in _LEFT_OUT}
    if plain.get("type") == "object":
        plain |= {"required": list(plain["properties"]), "additionalProperties": False}
    return plain

"""One question to a model: the prompt of a task and the material, which is data and never joins the instructions."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from models.chat.answers import Task
from models.chat.prompts import Prompt

_CHARACTERS_A_TOKEN = 4  # of English text, on average; only for what is told before anything is sent


@dataclass(frozen=True)
class Request:
    """What is asked of a model; `about` says in a few words what it is, for people."""

    model: str
    task: Task[Any]
    prompt: Prompt
    material: Mapping[str, Any]
    about: str

    @cached_property
    def messages(self) -> list[dict[str, str]]:
        """The instructions, with the schema for servers that do not enforce it, and the material as JSON."""
        schema = json.dumps(self.task.schema(), separators=(",", ":"))
        instructions = f"{self.prompt.text}\n\nAnswer with JSON of this schema and nothing else:\n{schema}"
        material = json.dumps(self.material, ensure_ascii=False, indent=1)
        return [{"role": "system", "content": instructions}, {"role": "user", "content": material}]

    @cached_property
    def key(self) -> str:
        """64 hex digits that stand for the model, the prompt, the schema and the material."""
        plain = json.dumps([self.model, self.messages], ensure_ascii=False)
        return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()

    @property
    def tokens(self) -> int:
        """About how many tokens are sent."""
        return sum(len(message["content"]) for message in self.messages) // _CHARACTERS_A_TOKEN

    def body(self, *, max_answer_tokens: int) -> dict[str, Any]:
        """Return the body of a chat completion request, without anything secret."""
        schema = {"name": self.task.name, "strict": True, "schema": self.task.schema()}
        return {
            "model": self.model,
            "messages": self.messages,
            "temperature": 0,
            "max_tokens": max_answer_tokens,
            "response_format": {"type": "json_schema", "json_schema": schema},
        }

    def batch_line(self, *, max_answer_tokens: int) -> str:
        """Return the request as a line of the JSONL that batch services take."""
        line = {
            "custom_id": self.key,
            "method": "POST",
            "url": "/v1/chat/completions",
            "body": self.body(max_answer_tokens=max_answer_tokens),
        }
        return json.dumps(line)  # in ASCII, so that no sign in a paper can end the line

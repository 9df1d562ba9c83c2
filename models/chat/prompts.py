"""The prompts: one readable file a task, each with a version that the manifest keeps."""

import hashlib
import re
from dataclasses import dataclass
from importlib import resources

_HEAD = re.compile(r"version: (?P<version>\d+)\n\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """What a model is told to do; the material comes as a message of its own."""

    task: str
    version: int
    text: str
    sha256: str


def load_prompt(task: str) -> Prompt:
    """Return the prompt of a task.

    Raises:
        ValueError: its file does not begin with a version.
    """
    content = resources.files("models.chat").joinpath(f"prompts/{task}.md").read_text(encoding="utf-8")
    head = _HEAD.match(content)
    if head is None:
        raise ValueError(f"models/chat/prompts/{task}.md must begin with `version: ` and a number.")
    return Prompt(
        task=task,
        version=int(head["version"]),
        text=content[head.end() :].strip(),
        sha256=hashlib.sha256(content.encode()).hexdigest(),
    )

"""`commonground doctor`: can this installation do its work?"""

import importlib.metadata
import os
import platform
import sys
from dataclasses import dataclass

from corpus.errors import UserError
from pipelines.console import print_json, say

_FAULT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at; a fault if it is needed and not there."""

    what: str
    state: str
    advice: str = ""
    fault: bool = False


def doctor(*, as_json: bool) -> int:
    """Look at everything a run needs, print it, and return 1 if something needed is missing."""
    findings = [
        _python(),
        *(_package(name) for name in ("prefect", "spacy", "pyarrow", "onnxruntime")),
        _model(),
        _extra(),
    ]
    code = _FAULT if any(finding.fault for finding in findings) else 0
    if as_json:
        shown = [{"what": f.what, "state": f.state, "advice": f.advice, "fault": f.fault} for f in findings]
        print_json("doctor", {"exit_code": code, "findings": shown})
        return code
    for finding in findings:
        mark = "FAULT" if finding.fault else "ok" if not finding.advice else "note"
        say(f"{mark:5}  {finding.what}: {finding.state}{' — ' + finding.advice if finding.advice else ''}")
    say("All is well." if code == 0 else "Something that is needed is missing.")
    return code


def _python() -> Finding:
    return Finding(what="Python", state=f"{platform.python_version()} with {os.cpu_count()} cores, {sys.platform}")


def _package(name: str) -> Finding:
    try:
        return Finding(what=name, state=importlib.metadata.version(name))
    except importlib.metadata.PackageNotFoundError:
        return Finding(what=name, state="missing", advice="Install commonground again: make demo", fault=True)


def _model() -> Finding:
    """Load the bundled encoder and encode a sentence, as a run does."""
    from models.encoders import load_encoder

    try:
        encoder = load_encoder()
        encoder.encode(["We support a common standard."])
    except (UserError, OSError, ImportError, RuntimeError) as error:
        return Finding(what="encoder", state=str(error), advice="Install commonground again.", fault=True)
    return Finding(what="encoder", state=f"{encoder.name}, sha256 {encoder.sha256[:12]}")


def _extra() -> Finding:
    try:
        version = importlib.metadata.version("sentence-transformers")
    except importlib.metadata.PackageNotFoundError:
        return Finding(
            what="other encoders",
            state="not installed",
            advice="For them: uv sync --extra encoders (about 6 GB)",
        )
    return Finding(what="other encoders", state=f"sentence-transformers {version}")

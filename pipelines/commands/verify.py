"""`commonground verify`: are a run's files those that were published?"""

from pathlib import Path

from corpus.errors import UserError
from corpus.store import MANIFEST, find_damage
from pipelines.console import print_json, say
from pipelines.published import run_of

FINE, DAMAGED = 0, 5


def verify(folder: Path, *, as_json: bool) -> int:
    """Hold a run's files, or those of an alliance's newest run, against its manifest; return 5 if they differ.

    Raises:
        UserError: there is no such run, or its manifest cannot be read.
    """
    run = run_of(folder)
    try:
        damage = find_damage(run)
    except OSError as error:
        raise UserError(
            str(run), f"cannot be read ({error.strerror}).", "Give yourself the right to read it."
        ) from error
    except ValueError as error:
        raise UserError(
            str(run / MANIFEST), "is damaged, or from a version that did not list files.", "Run the alliance again."
        ) from error
    code = DAMAGED if damage else FINE
    if as_json:
        print_json("verify", {"exit_code": code, "run": str(run), "damage": list(damage)})
        return code
    for sentence in damage:
        say(sentence)
    say(f"{run} is not as it was published. Run the alliance again." if damage else f"{run} is as it was published.")
    return code

"""The one family of errors that are the user's to mend: each says where, what is wrong and what to do."""


class UserError(Exception):
    """Something the user can mend; the command line prints it without a traceback.

    Args:
        where: the file, folder, setting or command the message is about.
        problem: what is wrong, in plain words.
        advice: what to do about it.
        exit_code: the design's exit code for it (2 wrong use, 4 nothing to report).
    """

    def __init__(self, where: str, problem: str, advice: str, *, exit_code: int = 2) -> None:
        """Keep the parts, so that `--json` can print them one by one."""
        super().__init__(f"{where}: {problem} {advice}")
        self.where = where
        self.problem = problem
        self.advice = advice
        self.exit_code = exit_code


class SettingsError(UserError):
    """Mistakes in alliance.toml, all of them at once."""

    def __init__(self, where: str, mistakes: list[str]) -> None:
        """Number the mistakes, one a line."""
        listed = "\n".join(f"  {number}. {mistake}" for number, mistake in enumerate(mistakes, start=1))
        noun = "mistake" if len(mistakes) == 1 else "mistakes"
        super().__init__(where, f"{len(mistakes)} {noun}:\n{listed}\n", "Mend the file and run again.")
        self.mistakes = tuple(mistakes)

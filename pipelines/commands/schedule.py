"""`commonground schedule`: run an alliance again and again, on this machine, without a server of one's own."""

import signal
from contextlib import suppress
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from corpus.errors import UserError
from corpus.intake import survey
from pipelines.console import say
from pipelines.local_prefect import isolate
from pipelines.logs import LogFormat, set_up
from pipelines.run import check_required
from pipelines.schedule_server import free_port, served
from pipelines.settings import load_settings

FINE = 0


def schedule(folder: Path, *, cron: str, timezone: str, port: int | None) -> int:
    """Serve a schedule until it is ended (Ctrl-C, SIGTERM).

    Args:
        folder: the alliance's folder.
        cron: when to run, as crontab has it.
        timezone: where those times hold, as in Europe/Paris.
        port: of the server on this machine; a free one if not given.

    Raises:
        UserError: the folder cannot be used, or the time or the zone is none.
    """
    set_up(LogFormat.AUTO)
    check_required(folder, load_settings(folder), survey(folder))
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise UserError("--timezone", f"{timezone!r} is no time zone.", "Write one as in Europe/Paris.") from error
    isolate(folder)
    from pipelines.flow import next_times, serve

    moments = next_times(cron, timezone)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # an operator's stop is as good as Ctrl-C
    with served(port or free_port()) as address:
        for moment in moments:
            say(f"Next run: {moment:%Y-%m-%d %H:%M %Z}")
        say(f"Runs and their records: {address.removesuffix('/api')}. End with Ctrl-C.")
        with suppress(KeyboardInterrupt):
            serve(folder.resolve(), cron=cron, timezone=timezone, address=address)
    return FINE

"""Which faults a step is tried again for: those that may be over in a moment, and no others."""

import asyncio
import errno
from concurrent.futures import ThreadPoolExecutor

import pytest
from prefect.states import exception_to_failed_state

from corpus.errors import UserError
from pipelines.flow import _may_pass


async def failed(fault):
    return await exception_to_failed_state(fault)


@pytest.mark.parametrize(
    ("fault", "passes"),
    [
        (TimeoutError("slow"), True),
        (ConnectionResetError("cut"), True),
        (OSError(errno.EBUSY, "busy"), True),
        (OSError(errno.ENOSPC, "disk full"), False),
        (PermissionError(errno.EACCES, "not yours"), False),
        (FileNotFoundError(errno.ENOENT, "gone"), False),
        (UserError("alliance.toml", "is wrong.", "Mend it."), False),
        (ValueError("ours"), False),
        (MemoryError(), False),
    ],
)
def test_only_passing_faults_are_tried_again(fault, passes):
    def judged():
        return _may_pass(None, None, asyncio.run(failed(fault)))

    with ThreadPoolExecutor(1) as thread:  # a browser's tests may have left a loop running in this one
        assert thread.submit(judged).result() is passes

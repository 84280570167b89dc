"""The few things that differ between a process that runs on eventlet and one that does not."""

import asyncio
import subprocess
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import eventlet
from eventlet import hubs, patcher, tpool
from eventlet.green import subprocess as green_subprocess

T = TypeVar("T")

# Two at a time: a password's hash takes 19 MiB, which each thread that ever made one keeps.
HANDS = 2
_hands = ThreadPoolExecutor(HANDS, thread_name_prefix="hand")
tpool.set_num_threads(HANDS)


def is_green() -> bool:
    """Whether this process is monkey-patched."""
    return bool(patcher.is_monkey_patched("thread"))


def unpatched(module: str) -> Any:
    """A module of the standard library as it was before anything was made cooperative."""
    return patcher.original(module)


def run(command: Sequence[str], stdin: bytes, seconds: float) -> tuple[int, bytes, bytes]:
    """Run a program without holding up the loop; killed after `seconds`."""
    maker: Any = green_subprocess if is_green() else subprocess
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    process = maker.Popen(command, **pipes)
    timer = eventlet.spawn_after(seconds, process.kill) if is_green() else None
    try:
        if timer is None:
            output, errors = process.communicate(stdin, timeout=seconds)
        else:
            output, errors = process.communicate(stdin)
    finally:
        if timer is not None:
            timer.cancel()
        if process.poll() is None:
            process.kill()
            process.wait()
    return process.returncode, output, errors


async def off_loop(work: Callable[..., T], *args: Any) -> T:
    """Blocking work (a database call) from an async function: a green thread when patched, else a
    thread.
    """
    if not is_green():
        return await asyncio.to_thread(work, *args)
    return await _from_greenlet(work, *args)


async def off_cpu(work: Callable[..., T], *args: Any) -> T:
    """Work that burns the processor (hashing a password) from an async function: a real thread."""
    if not is_green():
        return await asyncio.get_running_loop().run_in_executor(_hands, work, *args)
    return await _from_greenlet(tpool.execute, work, *args)


async def _from_greenlet(work: Callable[..., T], *args: Any) -> T:
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def carry_out() -> None:
        try:
            result = work(*args)
        except Exception as problem:
            _settle(done, problem=problem)
        else:
            _settle(done, result=result)

    eventlet.spawn(carry_out)
    hubs.get_hub().sleep_event.set()
    return await done


def _settle(
    done: "asyncio.Future[Any]", *, result: Any = None, problem: Exception | None = None
) -> None:
    if done.done():
        return
    if problem is not None:
        done.set_exception(problem)
    else:
        done.set_result(result)

"""Several gateways behind one address: each new connection goes to the next one that answers."""

import asyncio
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

CHUNK = 65536


@contextmanager
def round_robin(port: int, ports: Sequence[int]) -> Iterator[None]:
    """Listen on one port for the gateways on the others."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    turn = deque(ports)

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        behind = await _next_open(turn)
        if behind is not None:
            await asyncio.gather(_pour(reader, behind[1]), _pour(behind[0], writer))
        writer.close()

    listening = asyncio.run_coroutine_threadsafe(
        asyncio.start_server(carry, "127.0.0.1", port), loop
    ).result()
    try:
        yield
    finally:
        loop.call_soon_threadsafe(listening.close)
        asyncio.run_coroutine_threadsafe(_end_tasks(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _next_open(turn: deque[int]) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
    for _ in range(len(turn)):
        turn.rotate()
        with suppress(OSError):
            return await asyncio.open_connection("127.0.0.1", turn[0])
    return None


async def _pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(CHUNK):
            writer.write(data)
            await writer.drain()
    writer.close()


async def _end_tasks() -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)

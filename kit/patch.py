"""Makes a process cooperative. Called before anything else is imported."""

import os


def patch(*, with_asyncio: bool = False) -> None:
    """Put eventlet under the standard library; with asyncio's own loop beneath when the process
    serves the gateway too.
    """
    # Names are looked up by the system; eventlet's own resolver takes long to load.
    os.environ.setdefault("EVENTLET_NO_GREENDNS", "yes")
    import eventlet  # noqa: PLC0415 – only processes that are to be patched load it first
    from eventlet import hubs  # noqa: PLC0415

    if with_asyncio:
        hubs.use_hub("eventlet.hubs.asyncio")
    eventlet.monkey_patch()

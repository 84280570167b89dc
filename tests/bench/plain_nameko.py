"""A nameko service as its manual shows it, which does nothing: what our requests run beside."""

import sys

import eventlet

if __name__ == "__main__":
    eventlet.monkey_patch()

from nameko.rpc import rpc
from nameko.runners import ServiceRunner

NAME = "bench_plain"


class Plain:
    """Answers nothing to anybody."""

    name = NAME

    @rpc  # type: ignore[untyped-decorator]  # nameko ships no types
    def nothing(self) -> None:
        return None


def main(uri: str) -> None:
    """Run until told to stop, with nameko's own settings."""
    runner = ServiceRunner({"AMQP_URI": uri})
    runner.add_service(Plain)
    runner.start()
    runner.wait()


if __name__ == "__main__":
    main(sys.argv[1])

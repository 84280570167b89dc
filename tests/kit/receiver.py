"""A small receiver of spans: runs a piece of Python that sends some, and prints what came."""

import base64
import http.server
import json
import os
import subprocess
import sys
import threading
from typing import Any

from kit.tracing import RECEIVER


class Receiver(http.server.BaseHTTPRequestHandler):
    """Keeps what is sent."""

    taken: list[tuple[str, str]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        type(self).taken.append((self.path, base64.b64encode(body).decode("ascii")))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def main(work: str) -> None:
    """Serve while the piece of work runs."""
    Receiver.taken = []
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    environment = {**os.environ, RECEIVER: f"http://127.0.0.1:{server.server_port}"}
    command = [sys.executable, "-W", "ignore", "-c", work]
    subprocess.run(command, env=environment, check=True, timeout=60)
    sys.stdout.write(json.dumps(Receiver.taken))


if __name__ == "__main__":
    main(sys.argv[1])

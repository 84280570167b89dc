"""Starts the showcase beside the suite: a client like any other, in a process of its own."""

import os
import subprocess
import sys

from kit.settings import Settings


def launch(settings: Settings) -> "subprocess.Popen[bytes]":
    """The running showcase."""
    command = [sys.executable, "-m", "deploy.cli", "showcase"]
    return subprocess.Popen(command, env={**os.environ, "KAIBAN_VAR": str(settings.var)})

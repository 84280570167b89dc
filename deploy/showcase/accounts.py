"""The passwords of the sample accounts: made for one installation, kept for its owner."""

import hashlib
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from deploy.showcase.people import Sample

HEADING = "# 示例账户，仅供演示｜Sample accounts, for rehearsal only\n"


class Accounts:
    """The list of logins and passwords in var/sample-accounts.txt, readable by its owner only."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lines = self._read()

    def password(self, login: str) -> str:
        """The password of a login that has been provided for."""
        return self._lines[login][0]

    def first_password(self, login: str) -> str:
        """What the administrator hands out with a new account; its holder changes it at once."""
        return hashlib.sha256(f"first {self.password(login)}".encode()).hexdigest()[:16]

    def provide(self, people: Iterable[Sample]) -> None:
        """See that each of them has a password, on the disk before it is used anywhere."""
        for person in people:
            about = f"{person.name}（{person.post}）"
            self._lines.setdefault(person.key, (secrets.token_urlsafe(12), about))
        fresh = self.path.with_suffix(".new")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(self.text())
        fresh.replace(self.path)

    def text(self) -> str:
        """The list as people read it: login, password, who that is."""
        lines = (f"{login:<12} {kept:<20} {who}\n" for login, (kept, who) in self._lines.items())
        return HEADING + "".join(lines)

    def _read(self) -> dict[str, tuple[str, str]]:
        if not self.path.exists():
            return {}
        lines = self.path.read_text().splitlines()
        parts = [line.split(maxsplit=2) for line in lines if line and not line.startswith("#")]
        return {login: (password, who) for login, password, who in parts}

"""Where this process finds its broker, its database, its files and its keys; all from the
environment.
"""

import os
from dataclasses import dataclass, field
from pathlib import Path

MEMORY = "memory://"


def _var() -> Path:
    return Path(os.environ.get("KAIBAN_VAR", "var")).absolute()


@dataclass(frozen=True)
class Settings:
    """What a process needs to know of its surroundings."""

    amqp_uri: str = field(default_factory=lambda: os.environ.get("KAIBAN_AMQP_URI", MEMORY))
    database_template: str = field(
        default_factory=lambda: os.environ.get("KAIBAN_DATABASE_URL", "")
    )
    var: Path = field(default_factory=_var)
    host: str = field(default_factory=lambda: os.environ.get("KAIBAN_HOST", "127.0.0.1"))
    port: int = field(default_factory=lambda: int(os.environ.get("KAIBAN_PORT", "8080")))
    public_url: str = field(default_factory=lambda: os.environ.get("KAIBAN_PUBLIC_URL", ""))
    institution: str = field(
        default_factory=lambda: os.environ.get("KAIBAN_INSTITUTION", "海事大学党校")
    )
    workers: int = field(default_factory=lambda: int(os.environ.get("KAIBAN_WORKERS", "16")))

    @property
    def embedded(self) -> bool:
        """Whether the whole suite lives in one process on the in-memory transport."""
        return self.amqp_uri.startswith(MEMORY)

    def database_url(self, service: str) -> str:
        """The address of a service's own database."""
        if self.database_template:
            return self.database_template.format(service=service)
        return f"sqlite:///{self.var / (service + '.db')}"

    @property
    def files(self) -> Path:
        """The folder of the local file store."""
        return self.var / "files"

    @property
    def fonts(self) -> Path:
        """The folder with the fonts that papers embed."""
        return self.var / "fonts"

    @property
    def address(self) -> str:
        """What people type into the browser."""
        return self.public_url or f"http://{self.host}:{self.port}"

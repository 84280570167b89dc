"""Where this process finds its broker, its database, its files and its keys; all from the
environment, and what is secret from files.
"""

import os
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

MEMORY = "memory://"

DEVELOPMENT = "development"
PRODUCTION = "production"

# Of whom a second step is asked at sign-in.
OFFERED, STAFF, EVERYONE = "offered", "staff", "everyone"


def told(name: str, default: str = "") -> str:
    """KAIBAN_<NAME>, or what the file holds that KAIBAN_<NAME>_FILE names."""
    given = os.environ.get(f"KAIBAN_{name}")
    if given:
        return given
    path = os.environ.get(f"KAIBAN_{name}_FILE")
    return Path(path).read_text(encoding="utf-8").strip() if path else default


def secret(name: str) -> str:
    """What the file of this name in the folder KAIBAN_SECRETS holds."""
    folder = Path(os.environ["KAIBAN_SECRETS"])
    return (folder / name).read_text(encoding="utf-8").strip()


def _told(name: str, default: str = "") -> str:
    return field(default_factory=lambda: told(name, default))


def _number(name: str, default: int) -> int:
    return field(default_factory=lambda: int(told(name, str(default))))


@dataclass(frozen=True)
class Settings:
    """What a process needs to know of its surroundings.

    In both addresses `{password}` stands for what the folder KAIBAN_SECRETS holds:
    `database-<service>` and `broker-<process>`.
    """

    process: str = ""
    environment: str = _told("ENV", DEVELOPMENT)
    amqp_template: str = _told("AMQP_URI", MEMORY)
    database_template: str = _told("DATABASE_URL")
    var: Path = field(default_factory=lambda: Path(told("VAR", "var")).absolute())
    host: str = _told("HOST", "127.0.0.1")
    port: int = _number("PORT", 8080)
    health_host: str = _told("HEALTH_HOST", "127.0.0.1")
    # Who may say for whom a request is made, and over what: addresses, separated by commas.
    trusted_proxies: str = _told("TRUSTED_PROXIES", "127.0.0.1")
    public_url: str = _told("PUBLIC_URL")
    institution: str = _told("INSTITUTION", "海事大学党校")
    # Whether signing in by two steps is offered only, or asked of the staff or of everyone.
    two_step: str = _told("TWO_STEP", OFFERED)
    # Where clamd listens: host:port, or the path of its socket. Nowhere: files are not scanned.
    scanner: str = _told("SCANNER")
    workers: int = _number("WORKERS", 16)
    # How often the suite looks whether its invariants hold.
    check_seconds: int = _number("CHECK_SECONDS", 300)
    # Where back-ups lie whose age Prometheus is shown; nowhere where something else makes them.
    backups: str = _told("BACKUPS")

    @property
    def embedded(self) -> bool:
        """Whether the whole suite lives in one process on the in-memory transport."""
        return self.amqp_template.startswith(MEMORY)

    @property
    def in_production(self) -> bool:
        """Whether people depend on it: nothing is played there, and the clock is the real one."""
        return self.environment == PRODUCTION

    @property
    def amqp_uri(self) -> str:
        """The address of the broker, as the user this process is there."""
        return _filled(self.amqp_template, "broker", self.process, process=self.process)

    def database_url(self, service: str) -> str:
        """The address of a service's own database."""
        if self.database_template:
            return _filled(self.database_template, "database", service, service=service)
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


def _filled(template: str, kind: str, whose: str, **names: str) -> str:
    if "{password}" in template:
        names["password"] = quote(secret(f"{kind}-{whose}"), safe="")
    return template.format(**names)

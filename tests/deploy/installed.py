"""Real servers that have taken in the users, roles and rights an installation gives them."""

import io
import json
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path

from deploy import grants, secrets
from tests.servers import RealServers


@dataclass(frozen=True)
class Installed:
    """Where the secrets are, and the addresses with which each process signs in by itself."""

    secrets: Path
    amqp_uri: str
    database_url: str

    def environment(self) -> dict[str, str]:
        """The settings that start a suite there."""
        return {
            "KAIBAN_AMQP_URI": self.amqp_uri,
            "KAIBAN_DATABASE_URL": self.database_url,
            "KAIBAN_SECRETS": str(self.secrets),
            "KAIBAN_KEYS_FILE": str(self.secrets / "keys.json"),
            "KAIBAN_SIGNING_KEYS": str(self.secrets),
        }


def install(servers: RealServers, folder: Path) -> Installed:
    """Make secrets, and give the servers what `kaiban grants` prints."""
    with redirect_stdout(io.StringIO()):
        secrets.run(folder)
    definitions = folder.with_suffix(".json")
    definitions.write_text(json.dumps(grants.definitions(folder)))
    broker = servers.broker.take_in(definitions)
    database = servers.database.take_in(grants.statements(folder))
    return Installed(
        secrets=folder,
        amqp_uri=f"amqp://{{process}}:{{password}}@{broker}/{grants.VHOST}",
        database_url=(
            f"postgresql+psycopg2://kaiban_{{service}}:{{password}}@{database}/kaiban_{{service}}"
        ),
    )

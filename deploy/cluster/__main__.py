"""`python -m deploy.cluster` writes what follows from the code: a deployment for each department,
the rights of each process on the broker, the roles and databases, and the rules of the watch.
"""

import textwrap
from collections.abc import Iterator
from pathlib import Path
from string import Template

from deploy.departments import DEPARTMENTS
from deploy.grants import broker_rights
from deploy.secrets import BROKER_USERS, KEYS, PREPARE
from deploy.watch import WATCH
from kit.passport import GATEWAY

FOLDER = Path(__file__).parent
RULES = FOLDER.parent / "watching" / "rules"
MADE = "# Made by `python -m deploy.cluster`; change the templates or the code.\n"
BETWEEN = "---\n"


def main() -> None:
    """Write the files."""
    for name, text in made().items():
        (FOLDER / name).write_text(text, encoding="utf-8")


def made() -> dict[str, str]:
    """The files, by their names below this folder."""
    return {
        "base/departments.yaml": _documents(_of("department", name=name) for name in DEPARTMENTS),
        "base/databases.yaml": _documents(_of("database", name=name) for name in DEPARTMENTS),
        "base/broker-rights.yaml": _documents(_rights()),
        "base/rules.yaml": MADE + "".join(_rules()),
        "secrets/kustomization.yaml": MADE + "".join(_secrets()),
    }


def _documents(texts: Iterator[str]) -> str:
    return MADE + BETWEEN.join(texts)


def _of(template: str, **values: str) -> str:
    text = (FOLDER / "templates" / f"{template}.yaml").read_text(encoding="utf-8")
    return Template(text).substitute(values)


def _rights() -> Iterator[str]:
    for one in broker_rights():
        yield _of("user", user=one.user, configure=one.configure, write=one.write, read=one.read)
        for topic in one.topics:
            yield _of(
                "topic",
                user=one.user,
                place=topic.exchange.replace(".", "-"),
                exchange=topic.exchange,
                write=topic.write,
                read=topic.read,
            )


def _rules() -> Iterator[str]:
    yield "apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\n"
    yield "metadata: {name: kaiban}\nspec:\n  groups:\n"
    for path in sorted(RULES.glob("*.yml")):
        _, _, groups = path.read_text(encoding="utf-8").partition("groups:\n")
        yield textwrap.indent(textwrap.dedent(groups), "    ")


def _secrets() -> Iterator[str]:
    """A secret for each process with what it needs, and one for each role and user."""
    yield "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nsecretGenerator:\n"
    checks = [KEYS, *(f"{name}.pub" for name in (*DEPARTMENTS, GATEWAY))]
    databases = [f"database-{name}" for name in DEPARTMENTS]
    needed = {
        **{name: [f"database-{name}", f"broker-{name}", f"{name}.key"] for name in DEPARTMENTS},
        GATEWAY: ["database-portal", f"broker-{GATEWAY}", f"{GATEWAY}.key"],
        PREPARE: [*databases, f"broker-{PREPARE}"],
        WATCH: databases,
    }
    for process, files in needed.items():
        yield _of("secrets", process=process, files=", ".join([*files, *checks]))
    for user in BROKER_USERS:
        yield _of("credentials", name=f"broker-{user}", user=user, file=f"broker-{user}")
    for name in DEPARTMENTS:
        yield _of(
            "credentials",
            name=f"database-{name}",
            user=f"kaiban_{name}",
            file=f"database-{name}",
        )


if __name__ == "__main__":
    main()

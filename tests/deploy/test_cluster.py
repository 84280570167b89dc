"""The cluster's description: rendered by kubectl, held against Kubernetes' own schemas, and whole.

Operators' resources have no schema here; of each kind the fields that are used are declared.
"""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import kubernetes_validate  # type: ignore[import-untyped]  # comes without types
import pytest
import yaml  # type: ignore[import-untyped]  # comes without types

from deploy import secrets
from deploy.cluster import __main__ as cluster
from deploy.departments import DEPARTMENTS
from deploy.grants import broker_rights
from kit.passport import GATEWAY
from kit.settings import Settings
from tests.servers.machine import install

KUBERNETES = "1.32"
OVERLAYS = ("production", "small")

# kind -> the fields its specification must have, and those it may have besides
OPERATORS: dict[str, tuple[set[str], set[str]]] = {
    "Cluster": (
        {"instances", "storage", "managed", "imageName"},
        {"postgresql", "resources", "monitoring", "plugins"},
    ),
    "Database": ({"cluster", "name", "owner"}, {"databaseReclaimPolicy"}),
    "ObjectStore": ({"configuration"}, {"retentionPolicy"}),
    "ScheduledBackup": ({"schedule", "cluster", "method", "pluginConfiguration"}, set()),
    "RabbitmqCluster": ({"replicas", "persistence"}, {"resources", "rabbitmq"}),
    "Vhost": ({"name", "rabbitmqClusterReference"}, set()),
    "User": ({"importCredentialsSecret", "rabbitmqClusterReference"}, set()),
    "Permission": (
        {"vhost", "userReference", "permissions", "rabbitmqClusterReference"},
        set(),
    ),
    "TopicPermission": (
        {"vhost", "userReference", "permissions", "rabbitmqClusterReference"},
        set(),
    ),
    "ScaledObject": (
        {"scaleTargetRef", "minReplicaCount", "maxReplicaCount", "triggers"},
        {"cooldownPeriod"},
    ),
    "TriggerAuthentication": ({"secretTargetRef"}, set()),
    "PodMonitor": ({"selector", "podMetricsEndpoints"}, {"jobLabel"}),
    "PrometheusRule": ({"groups"}, set()),
}


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, Any]]]:
    """Each overlay's resources, with freshly made secrets."""
    if not shutil.which("kubectl"):
        install("kubernetes-client")
    folder = tmp_path_factory.mktemp("cluster") / "cluster"
    shutil.copytree(cluster.FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    secrets.run(folder / "secrets")
    return {name: render(folder / "overlays" / name) for name in OVERLAYS}


def render(folder: Path) -> list[dict[str, Any]]:
    done = subprocess.run(
        ["kubectl", "kustomize", folder], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return list(yaml.safe_load_all(done.stdout))


@pytest.fixture(params=OVERLAYS)
def resources(
    request: pytest.FixtureRequest, rendered: dict[str, list[dict[str, Any]]]
) -> list[dict[str, Any]]:
    return rendered[request.param]


def named(resources: list[dict[str, Any]], kind: str) -> dict[str, dict[str, Any]]:
    return {one["metadata"]["name"]: one for one in resources if one["kind"] == kind}


def pods(resources: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """What each of our own processes runs as."""
    found = {**named(resources, "Deployment"), **named(resources, "Job")}
    return {name: one["spec"]["template"]["spec"] for name, one in found.items()}


def faults_of(resource: dict[str, Any]) -> str:
    """What is wrong with a resource; nothing when it is good."""
    kind = resource["kind"]
    if kind in OPERATORS:
        needed, allowed = OPERATORS[kind]
        given = set(resource["spec"])
        return " ".join(sorted((needed - given) | (given - needed - allowed)))
    try:
        kubernetes_validate.validate(resource, KUBERNETES, strict=True)
    except kubernetes_validate.ValidationError as fault:
        return str(fault)
    return ""


def test_every_resource_keeps_to_its_schema(resources: list[dict[str, Any]]) -> None:
    wrong = {f"{one['kind']} {one['metadata']['name']}": faults_of(one) for one in resources}
    assert {name: fault for name, fault in wrong.items() if fault} == {}


def test_a_misspelt_field_is_found(resources: list[dict[str, Any]]) -> None:
    text = json.dumps([named(resources, "Deployment")["finance"], *resources])
    broken = json.loads(text.replace("readinessProbe", "readinesProbe"))
    assert "readinesProbe" in faults_of(broken[0])
    scaled = named(resources, "ScaledObject")["finance"]
    assert faults_of({**scaled, "spec": {**scaled["spec"], "triggrs": []}}) == "triggrs"


def test_what_follows_from_the_code_has_been_written() -> None:
    for name, text in cluster.made().items():
        kept = (cluster.FOLDER / name).read_text(encoding="utf-8")
        assert kept == text, f"{name}: run python -m deploy.cluster"


def test_every_department_has_what_it_needs(resources: list[dict[str, Any]]) -> None:
    for kind in ("Deployment", "PodDisruptionBudget", "ScaledObject"):
        assert DEPARTMENTS.keys() <= named(resources, kind).keys()
    assert {one.user for one in broker_rights()} == named(resources, "Permission").keys()
    owners = {one["spec"]["owner"] for one in named(resources, "Database").values()}
    roles = named(resources, "Cluster")["postgresql"]["spec"]["managed"]["roles"]
    assert owners == {role["name"] for role in roles} == {f"kaiban_{name}" for name in DEPARTMENTS}


def test_no_process_runs_as_root_or_may_change_its_image(resources: list[dict[str, Any]]) -> None:
    for pod in pods(resources).values():
        assert pod["securityContext"]["runAsNonRoot"]
        assert pod["automountServiceAccountToken"] is False
        for container in pod["containers"]:
            closed = container["securityContext"]
            assert closed["readOnlyRootFilesystem"]
            assert not closed["allowPrivilegeEscalation"]
            assert closed["capabilities"] == {"drop": ["ALL"]}
            assert container["resources"]["limits"]["memory"]


def test_everything_mounted_or_referred_to_is_there(resources: list[dict[str, Any]]) -> None:
    kept = named(resources, "Secret").keys()
    text = json.dumps(resources)
    wanted = set(re.findall(r'"secretName": "([^"]+)"', text)) - {"kaiban-tls"}
    wanted |= set(re.findall(r'"importCredentialsSecret": {"name": "([^"]+)"', text))
    wanted |= set(re.findall(r'"passwordSecret": {"name": "([^"]+)"', text))
    assert wanted <= kept
    assert "broker-scaler" in kept


def test_a_process_gets_its_own_secrets_alone(resources: list[dict[str, Any]]) -> None:
    kept = named(resources, "Secret")
    for name in DEPARTMENTS:
        private = {one for one in kept[f"kaiban-{name}"]["data"] if not one.endswith(".pub")}
        assert private == {f"database-{name}", f"broker-{name}", f"{name}.key", "keys.json"}
    assert "finance.key" not in kept[f"kaiban-{GATEWAY}"]["data"]


def test_the_settings_are_settings_the_suite_knows(
    resources: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    secrets.run(tmp_path)
    told = named(resources, "ConfigMap")["kaiban-settings"]["data"]
    for name, value in told.items():
        monkeypatch.setenv(name, str(tmp_path) if name == "KAIBAN_SECRETS" else value)
    settings = Settings(process="finance")
    assert settings.in_production
    assert settings.host == settings.health_host == "0.0.0.0"  # noqa: S104 – within its container
    assert settings.amqp_uri.startswith("amqp://finance:")
    assert settings.database_url("finance").endswith("@postgresql-rw:5432/kaiban_finance")


def test_everything_is_forbidden_that_is_not_allowed(resources: list[dict[str, Any]]) -> None:
    policies = named(resources, "NetworkPolicy")
    assert policies["nothing"]["spec"] == {
        "podSelector": {},
        "policyTypes": ["Ingress", "Egress"],
    }
    to_the_world = [name for name, policy in policies.items() if "0.0.0.0/0" in json.dumps(policy)]
    assert to_the_world == ["notification-to-the-world"]


def test_one_replica_may_always_be_taken_away(resources: list[dict[str, Any]]) -> None:
    """A budget that keeps as many as there are would keep its machine for ever."""
    replicas = {
        name: one["spec"]["replicas"] for name, one in named(resources, "Deployment").items()
    }
    for name, budget in named(resources, "PodDisruptionBudget").items():
        assert budget["spec"]["minAvailable"] < replicas[name]

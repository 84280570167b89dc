"""What the walls of pyproject.toml cannot say: what may be used, and not what may not."""

import sys

import grimp
import pytest


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph(
        "contracts", "services", include_external_packages=True, cache_dir=None
    )


def test_contracts_need_only_python_and_the_bounds_of_fields(graph: grimp.ImportGraph) -> None:
    contracts = {name for name in graph.modules if name.split(".")[0] == "contracts"}
    assert "contracts.base" in contracts
    assert foreign(graph, contracts) == {"annotated_types"}


def test_the_rules_of_the_school_need_only_python_and_contracts(graph: grimp.ImportGraph) -> None:
    domains = {name for name in graph.modules if name.split(".")[2:3] == ["domain"]}
    assert "services.enrollment.domain.plan" in domains
    assert foreign(graph, domains) <= {"annotated_types"}


def foreign(graph: grimp.ImportGraph, modules: set[str]) -> set[str]:
    """The packages of others that these modules import themselves."""
    imported = {top for name in modules for top in graph.find_modules_directly_imported_by(name)}
    tops = {name.split(".")[0] for name in imported}
    return tops - sys.stdlib_module_names - {"contracts", "services"}

"""The documents speak of what exists."""

import importlib
import re
from pathlib import Path

import pytest

from evidence.cli import readiness

ROOT = Path(__file__).parents[2]
IDENTIFIERS = re.findall(r"\| `([a-z_.]+\.[A-Za-z_]+)` \|", (ROOT / "docs" / "glossary.md").read_text("utf-8"))


def test_the_glossary_has_identifiers() -> None:
    assert len(IDENTIFIERS) > 25


@pytest.mark.parametrize("identifier", IDENTIFIERS)
def test_every_identifier_of_the_glossary_exists(identifier: str) -> None:
    module, name = identifier.rsplit(".", 1)
    assert hasattr(importlib.import_module(module), name)


def test_every_direct_dependency_is_explained() -> None:
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    dependencies = re.search(r"^dependencies = \[(.*?)^\]", project, re.S | re.M)
    assert dependencies
    explained = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
    for name in re.findall(r'"([a-z0-9-]+)', dependencies.group(1)):
        assert f"| {name} " in explained, name


def test_every_command_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    for name in readiness.commands:
        assert f"readiness {name}" in readme, name


def test_the_constraints_pin_exact_versions_and_name_no_host() -> None:
    for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines():
        assert line.startswith("#") or re.fullmatch(r"[A-Za-z0-9_.-]+==[A-Za-z0-9_.+!-]+", line), line


def test_the_readme_names_the_two_commands() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert "python -m pip install -c constraints.txt -e . && readiness demo" in readme
    assert 'python -m pip install -c constraints.txt -e ".[test]" && python -m pytest' in readme

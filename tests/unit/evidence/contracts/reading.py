"""A short contract into which a test puts the sentence it is about."""

from typing import Any

from evidence.contracts.draft import draft_as_json
from evidence.contracts.reading import read_contract

PARTIES = "甲方：东山县人民医院\n乙方：海月软件有限公司\n一、维保系统：LIS系统\n"


def contract_with(*lines: str) -> dict[str, Any]:
    """The draft of a contract that also says these lines."""
    return draft_as_json(read_contract(PARTIES + "\n".join(lines) + "\n"))


def problem_fields(draft: dict[str, Any]) -> list[str]:
    return [problem["field"] for problem in draft["problems"]]


def without_nulls(value: dict[str, Any]) -> dict[str, Any]:
    return {key: part for key, part in value.items() if part is not None}

"""Strict loading of a catalog folder: every problem is reported with file, code and reason."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from criteria.assembly import Assembled, MalformedError, assemble
from criteria.evidence_ages import with_ages
from criteria.integrity import integrity_problems
from criteria.models import MODELS, Catalog
from criteria.yaml_reader import YamlError


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a catalog: file (relative to its folder), code or field, reason (Chinese)."""

    file: str
    where: str
    reason: str

    def __str__(self) -> str:
        parts = [" ".join(part.split()) for part in (self.file, self.where, self.reason)]
        return "：".join(part for part in parts if part)


class CatalogError(Exception):
    """A catalog folder that cannot be used. `problems` holds all findings; the message shows the first."""

    def __init__(self, folder: Path, problems: list[Problem]) -> None:
        self.folder = folder
        self.problems = problems
        more = f"（另有 {len(problems) - 1} 处问题）" if len(problems) > 1 else ""
        super().__init__(f"标准目录 {folder.name} 有误：{problems[0]}{more}。请改正后再试。")


def load_catalog(folder: Path) -> Catalog:
    """The catalog in `folder` (`catalog.yaml`, `requirements/*.yaml` and, if there is one, `evidence_ages.yaml`).

    Raises CatalogError with all problems found.
    """
    try:
        assembled = assemble(folder)
    except YamlError as error:
        raise CatalogError(folder, [Problem("", "", str(error).rstrip("。"))]) from error
    except MalformedError as error:
        raise CatalogError(folder, [Problem(error.file, error.where, error.reason)]) from error
    try:
        catalog = with_ages(MODELS[assembled.method].model_validate(assembled.data))
    except ValidationError as error:
        raise CatalogError(folder, list(_model_problems(error, assembled))) from error
    problems = [
        Problem(assembled.file_of_code(finding.code), finding.code, finding.reason)
        for finding in integrity_problems(catalog)
    ]
    if problems:
        raise CatalogError(folder, problems)
    return catalog


_REASONS = {
    "extra_forbidden": "未知的字段，请删除或改正拼写",
    "invalid_key": "键应为文字，请加引号",
    "missing": "缺少这个字段",
    "string_type": "应为文字（编号请加引号）",
    "int_type": "应为整数",
    "bool_type": "应为 true 或 false",
    "tuple_type": "应为列表",
    "dict_type": "应为映射",
    "enum": "取值不在允许的范围内",
    "literal_error": "取值不在允许的范围内",
    "greater_than_equal": "数值太小",
    "greater_than": "数值太小",
    "less_than_equal": "数值太大",
    "decimal_type": "应为数",
    "is_instance_of": "应为数",
    "string_pattern_mismatch": "只能用小写字母、数字和连字符",
    "model_type": "应为映射",
    "model_attributes_type": "应为映射",
}


def _model_problems(error: ValidationError, assembled: Assembled) -> Iterator[Problem]:
    for finding in error.errors():
        where = " ".join(part for part in _locate(finding["loc"], assembled.data) if part)
        reason = _REASONS.get(finding["type"])
        if reason is None:
            reason = finding["msg"].removeprefix("Value error, ")
        yield Problem(assembled.file_of(finding["loc"]), where, reason)


def _locate(location: tuple[int | str, ...], data: Any) -> tuple[str, str]:
    """The nearest code (requirement, item, section) on the way to a field, and the rest of the way."""
    code: str = ""
    rest: list[str] = []
    for step in location:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            data = None
        found = next((data[k] for k in ("code", "item", "section") if isinstance(data, dict) and k in data), None)
        if found is not None and isinstance(step, int):
            code, rest = str(found), []
        else:
            rest.append(str(step))
    return code, ".".join(rest)

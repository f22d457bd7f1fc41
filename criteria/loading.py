"""Strict loading of a catalog folder: every problem is reported with file, code and reason."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from criteria.integrity import integrity_problems
from criteria.models import MODELS, Catalog
from criteria.vocabulary import Method
from criteria.yaml_reader import YamlError, read_yaml

HEAD_FILE = "catalog.yaml"
REQUIREMENTS_FOLDER = "requirements"


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a catalog: file (relative to its folder), code or field, reason (Chinese)."""

    file: str
    where: str
    reason: str

    def __str__(self) -> str:
        return "：".join(part for part in (self.file, self.where, self.reason) if part)


class CatalogError(Exception):
    """A catalog folder that cannot be used. `problems` holds all findings; the message shows the first."""

    def __init__(self, folder: Path, problems: list[Problem]) -> None:
        self.folder = folder
        self.problems = problems
        more = f"（另有 {len(problems) - 1} 处问题）" if len(problems) > 1 else ""
        super().__init__(f"标准目录 {folder.name} 有误：{problems[0]}{more}。请改正后再试。")


def load_catalog(folder: Path) -> Catalog:
    """The catalog in `folder` (`catalog.yaml` and `requirements/*.yaml`).

    Raises CatalogError with all problems found.
    """
    try:
        head = _read_mapping(folder / HEAD_FILE)
        method = _method_of(head)
        parts = {path.name: _read_mapping(path) for path in sorted((folder / REQUIREMENTS_FOLDER).glob("*.yaml"))}
    except YamlError as error:
        raise CatalogError(folder, [Problem("", "", str(error).rstrip("。"))]) from error
    except _MalformedError as error:
        raise CatalogError(folder, [error.problem]) from error
    origins: dict[str, str] = {}
    try:
        data = head | _assemble(method, head, parts, origins)
    except _MalformedError as error:
        raise CatalogError(folder, [error.problem]) from error
    try:
        catalog = MODELS[method].model_validate(data)
    except ValidationError as error:
        raise CatalogError(folder, list(_model_problems(error, data, origins))) from error
    problems = [
        Problem(origins.get(finding.code, HEAD_FILE), finding.code, finding.reason)
        for finding in integrity_problems(catalog)
    ]
    if problems:
        raise CatalogError(folder, problems)
    return catalog


class _MalformedError(Exception):
    def __init__(self, file: str, where: str, reason: str) -> None:
        self.problem = Problem(file, where, reason)
        super().__init__(reason)


def _read_mapping(path: Path) -> dict[str, Any]:
    data = read_yaml(path)
    if not isinstance(data, dict):
        raise _MalformedError(path.name, "", "文件内容应为“键: 值”的映射")
    return data


def _method_of(head: dict[str, Any]) -> Method:
    try:
        return Method(str(head.get("method")))
    except ValueError as error:
        known = "、".join(Method)
        raise _MalformedError(HEAD_FILE, "method", f"评定方法“{head.get('method')}”未知，应为 {known} 之一") from error


def _assemble(
    method: Method, head: dict[str, Any], parts: dict[str, dict[str, Any]], origins: dict[str, str]
) -> dict[str, Any]:
    """The flat lists of a catalog from its requirement files; `origins` notes the file of each code."""
    if method is Method.LEVELS:
        return _assemble_levels(parts, origins)
    if method is Method.POINTS:
        flat = _assemble_flat(parts, origins, {"sections", "requirements"})
        return {
            "sections": [*_list(head, HEAD_FILE, "sections"), *flat["sections"]],
            "requirements": flat["requirements"],
        }
    return {"requirements": _assemble_domains(parts, origins)}


def _assemble_levels(parts: dict[str, dict[str, Any]], origins: dict[str, str]) -> dict[str, Any]:
    items: list[dict[str, Any]] = []
    requirements: list[dict[str, Any]] = []
    for file, part in parts.items():
        _only(part, {"group", "items"}, file)
        for entry in _list(part, file, "items"):
            item = {key: value for key, value in entry.items() if key != "requirements"}
            items.append(item | {"group": part.get("group")})
            for row in _list(entry, file, "requirements"):
                requirements.append({"item": entry.get("item")} | row)
                origins.setdefault(str(row.get("code")), file)
            origins.setdefault(str(entry.get("item")), file)
    return {"items": items, "requirements": requirements}


def _assemble_flat(
    parts: dict[str, dict[str, Any]], origins: dict[str, str], keys: set[str]
) -> dict[str, list[dict[str, Any]]]:
    flat: dict[str, list[dict[str, Any]]] = {key: [] for key in keys}
    for file, part in parts.items():
        _only(part, keys, file)
        for key in keys:
            flat[key].extend(_list(part, file, key))
        for row in part.get("requirements", []):
            origins.setdefault(str(row.get("code")), file)
    return flat


def _assemble_domains(parts: dict[str, dict[str, Any]], origins: dict[str, str]) -> list[dict[str, Any]]:
    requirements = []
    for file, part in parts.items():
        _only(part, {"domain", "requirements"}, file)
        for row in _list(part, file, "requirements"):
            requirements.append({"domain": part.get("domain")} | row)
            origins.setdefault(str(row.get("code")), file)
    return requirements


def _only(part: dict[str, Any], keys: set[str], file: str) -> None:
    unknown = [str(key) for key in part if key not in keys]
    if unknown:
        raise _MalformedError(file, unknown[0], "未知的字段，请删除或改正拼写")


def _list(part: dict[str, Any], file: str, key: str) -> list[dict[str, Any]]:
    value = part.get(key, [])
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise _MalformedError(file, key, "应为由映射组成的列表")
    return value


_REASONS = {
    "extra_forbidden": "未知的字段，请删除或改正拼写",
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
    "decimal_type": "应为数",
    "is_instance_of": "应为数",
    "string_pattern_mismatch": "只能用小写字母、数字和连字符",
    "model_type": "应为映射",
    "model_attributes_type": "应为映射",
}


def _model_problems(error: ValidationError, data: dict[str, Any], origins: dict[str, str]) -> Iterator[Problem]:
    for finding in error.errors():
        code, field = _locate(finding["loc"], data)
        reason = _REASONS.get(finding["type"])
        if reason is None:
            reason = finding["msg"].removeprefix("Value error, ")
        where = " ".join(part for part in (code, field) if part)
        yield Problem(origins.get(code, HEAD_FILE), where, reason)


def _locate(location: Iterable[int | str], data: Any) -> tuple[str, str]:
    """The nearest code (requirement, item, section) on the way to a field, and the rest of the way."""
    code: str = ""
    rest: list[str] = []
    for step in location:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            data = None
        found = next((data[k] for k in ("code", "item") if isinstance(data, dict) and k in data), None)
        if found is not None and isinstance(step, int):
            code, rest = str(found), []
        else:
            rest.append(str(step))
    return code, ".".join(rest)

"""Puts the files of a catalog folder together into the flat lists of its model, remembering the file of each entry."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from criteria.vocabulary import Method
from criteria.yaml_reader import read_yaml

HEAD_FILE = "catalog.yaml"
REQUIREMENTS_FOLDER = "requirements"
AGES_FILE, AGES = "evidence_ages.yaml", "evidence_ages"
OFFICIAL = "official"

Entry = dict[str, Any]
# What stands in the requirement files only; in the head it would be lost unread.
_NOT_IN_HEAD = {
    Method.LEVELS: ("items", "requirements"),
    Method.POINTS: ("requirements",),
    Method.COMPLIANCE: ("requirements",),
}


class MalformedError(Exception):
    """A file whose shape cannot be read: file, field, reason (Chinese)."""

    def __init__(self, file: str, where: str, reason: str) -> None:
        super().__init__(reason)
        self.file, self.where, self.reason = file, where, reason


@dataclass
class Assembled:
    """The data of a catalog. `files` names the file of the n-th entry of a list."""

    method: Method
    data: dict[str, Any]
    files: dict[tuple[str, int], str] = field(default_factory=dict)

    def add(self, name: str, entry: Entry, file: str) -> None:
        """Appends an entry to a list of the catalog."""
        entries: list[Entry] = self.data.setdefault(name, [])
        self.files[(name, len(entries))] = file
        entries.append(entry)

    def file_of(self, location: tuple[Any, ...]) -> str:
        """The file in which a field (its path in the data) stands."""
        if location[:1] == (AGES,):
            return AGES_FILE
        return self.files.get(location[:2], HEAD_FILE) if len(location) > 1 else HEAD_FILE

    def file_of_code(self, code: str) -> str:
        """The file of the first requirement, item or section with this code, or of the rule that it names."""
        if code.startswith(AGES):
            return AGES_FILE
        for (name, place), file in self.files.items():
            entry = self.data[name][place]
            if code in (entry.get("code"), entry.get("item"), entry.get("section")):
                return file
        return HEAD_FILE


def assemble(folder: Path) -> Assembled:
    """Reads all files of a catalog folder. Raises YamlError or MalformedError."""
    head = _read_mapping(folder / HEAD_FILE)
    method = _method_of(head)
    for key in _NOT_IN_HEAD[method]:
        if key in head:
            raise MalformedError(HEAD_FILE, key, f"应写在 {REQUIREMENTS_FOLDER} 文件夹的文件里，不写在这里")
    if AGES in head:
        raise MalformedError(HEAD_FILE, AGES, f"应写在 {AGES_FILE} 里，不写在这里")
    if OFFICIAL in head:
        raise MalformedError(HEAD_FILE, OFFICIAL, "官方原文由各医院用自己的文件覆盖，不写在这里，请删除")
    own_sections = entries_of(head, HEAD_FILE, "sections") if method is Method.POINTS else []
    assembled = Assembled(method, head | {key: [] for key in _NOT_IN_HEAD[method]})
    if method is Method.POINTS:
        assembled.data["sections"] = []
    for section in own_sections:
        assembled.add("sections", section, HEAD_FILE)
    for path in sorted((folder / REQUIREMENTS_FOLDER).glob("*.yaml")):
        _ADDERS[method](assembled, _read_mapping(path), path.name)
    if (folder / AGES_FILE).exists():
        assembled.data[AGES] = _read_mapping(folder / AGES_FILE)
    return assembled


def _read_mapping(path: Path) -> dict[str, Any]:
    data = read_yaml(path)
    if not isinstance(data, dict):
        raise MalformedError(path.name, "", "文件内容应为“键: 值”的映射")
    for key in data:
        _text_key(key, path.name)
    return data


def _text_key(key: object, file: str) -> None:
    if not isinstance(key, str):
        raise MalformedError(file, str(key), "键应为文字，请加引号")


def _method_of(head: Mapping[str, Any]) -> Method:
    try:
        return Method(str(head.get("method")))
    except ValueError as error:
        known = "、".join(Method)
        raise MalformedError(HEAD_FILE, "method", f"评定方法“{head.get('method')}”未知，应为 {known} 之一") from error


def _add_levels(assembled: Assembled, part: Entry, file: str) -> None:
    _only(part, {"group", "items"}, file)
    for entry in entries_of(part, file, "items"):
        item = {key: value for key, value in entry.items() if key != "requirements"}
        assembled.add("items", _with(item, "group", part.get("group"), file), file)
        for row in entries_of(entry, file, "requirements"):
            assembled.add("requirements", _with(row, "item", entry.get("item"), file), file)


def _add_points(assembled: Assembled, part: Entry, file: str) -> None:
    _only(part, {"sections", "requirements"}, file)
    for name in ("sections", "requirements"):
        for entry in entries_of(part, file, name):
            assembled.add(name, entry, file)


def _add_domain(assembled: Assembled, part: Entry, file: str) -> None:
    _only(part, {"domain", "requirements"}, file)
    for row in entries_of(part, file, "requirements"):
        assembled.add("requirements", _with(row, "domain", part.get("domain"), file), file)


_ADDERS = {Method.LEVELS: _add_levels, Method.POINTS: _add_points, Method.COMPLIANCE: _add_domain}


def _with(entry: Entry, key: str, value: Any, file: str) -> Entry:
    """The entry with what stands once for all entries of the file or item."""
    if key in entry:
        code = entry.get("code") or entry.get("item") or ""
        raise MalformedError(file, f"{code} {key}".strip(), "这一项由上一级给出，不能另写，请删除")
    return entry | {key: value}


def _only(part: Entry, keys: set[str], file: str) -> None:
    unknown = [str(key) for key in part if key not in keys]
    if unknown:
        raise MalformedError(file, unknown[0], "未知的字段，请删除或改正拼写")


def entries_of(part: Entry, file: str, key: str) -> list[Entry]:
    """A list of mappings with text keys under a key, empty when absent. Raises MalformedError."""
    value = part.get(key, [])
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise MalformedError(file, key, "应为由映射组成的列表")
    for entry in value:
        for name in entry:
            _text_key(name, file)
    return value

"""Which systems the contract covers: from its list or table, its sentences of scope, its title."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile

from evidence.contracts.reader.findings import Finding, found
from evidence.contracts.reader.kinds import kind_of
from evidence.contracts.reader.layout import ContractText
from evidence.contracts.reader.parties import hospital_names
from evidence.contracts.reader.sentence import Line, Sentence
from evidence.contracts.reader.system_names import (
    NamedSystem,
    begins_with_system,
    system_named,
    systems_listed,
    written_version,
)
from evidence.contracts.reader.words import pattern

_TOPIC = "systems"
_LIST, _UNDER_HEADING, _WITH_VERSION, _TITLE, _SENTENCE, _TITLE_ETC = 6, 5, 4, 3, 2, 1
_TITLE_LINES = 6
_INTRODUCTION = 60
_LONGEST_ITEM = 100
_LONGEST_NUMBER = 4
_ROW_CELLS = 3
_BEFORE_VERSION = 30
_CELLS_TO_VERSION = 2
_VERSION_ELSEWHERE = "版本写在正文其他地方，请核对。"
_NO_KIND = "名称看不出系统类型，请选择。"


@dataclass(frozen=True)
class _Mention:
    """A system named at a place; `strength` says how reliably the place names what is covered."""

    system: NamedSystem
    at: Sentence
    strength: int
    version: str | None


def find_systems(text: ContractText) -> Iterable[Finding]:
    """The systems covered, each once, in the order of the strongest place that names it."""
    chosen = _each_once([*_listed(text), *_in_sentences(text), *_in_title(text)])
    versions = _versions_elsewhere(text, chosen)
    for mention in chosen:
        system = mention.system
        elsewhere = _version_beside_name(text, system.name) or versions.get(system.kind)
        notes = (
            "" if system.kind else _NO_KIND,
            _VERSION_ELSEWHERE if elsewhere and not mention.version else "",
        )
        value = system.covered(_written(text, mention), mention.version or elsewhere)
        yield found("systems", value, mention.at, note=" ".join(note for note in notes if note))


def _written(text: ContractText, mention: _Mention) -> str:
    """The name as the source writes it, also where a remark was taken out of it."""
    name = mention.system.name
    if name in mention.at.text:
        return text.source_of(mention.at, name)
    full_width = "（" in text.quote(mention.at).text
    return name.replace("(", "（").replace(")", "）") if full_width else name


def _version_beside_name(text: ContractText, name: str) -> str | None:
    """The only version that the text gives right behind this name, wherever it stands."""
    beside = re.compile(rf"{re.escape(name)}[(“\"]?(?:软件)?,?{pattern(_TOPIC, 'version').pattern}")
    stated = {written_version(match.group("version")) for match in beside.finditer(text.text)}
    return stated.pop() if len(stated) == 1 else None


def _versions_elsewhere(text: ContractText, chosen: list[_Mention]) -> dict[str | None, str]:
    """Kind → the version that the text gives beside another name of its only system, or for all systems at once."""
    same = pattern(_TOPIC, "same_version").search(text.text)
    kinds = Counter(mention.system.kind for mention in chosen)
    versions = {kind: same.group("version") for kind in kinds} if same else {}
    for kind, named in _versions_by_kind(text).items():
        if kinds[kind] == 1 and len(named) == 1:
            versions[kind] = next(iter(named))
    return versions


def _each_once(mentions: list[_Mention]) -> list[_Mention]:
    chosen: list[_Mention] = []
    for mention in sorted(mentions, key=lambda m: -m.strength):
        same = [place for place, known in enumerate(chosen) if _same(mention, known)]
        if not same:
            chosen.append(mention)
        elif _names_more(mention, chosen[same[0]]):
            chosen[same[0]] = mention
    return chosen


def _names_more(mention: _Mention, known: _Mention) -> bool:
    """The same name with its abbreviation: 信息集成平台(ESB) beside 信息集成平台, 医院信息系统(HIS) beside HIS."""
    name, shorter = mention.system.name, known.system.name
    return known.strength < _LIST and shorter in name and name.endswith(")") and not shorter.endswith(")")


def _same(mention: _Mention, known: _Mention) -> bool:
    """A weaker place that names a kind already known means the same system; equal places mean what they say."""
    if mention.system.core == known.system.core:
        versions = {mention.version, known.version} - {None}
        return mention.strength != known.strength or len(versions) <= 1
    if mention.strength == known.strength:
        return False
    kinds = mention.system.kind, known.system.kind
    if kinds[0] is not None:
        return kinds[0] == kinds[1]
    return mention.system.core in known.system.core or known.system.core in mention.system.core


def _listed(text: ContractText) -> Iterator[_Mention]:
    sentences = {sentence.line.number: sentence for sentence in reversed(text.sentences)}
    in_scope = False
    for place, line in enumerate(text.lines):
        named = list(_named_in(line))
        if named and in_scope and not _under_other_heading(line):
            for system, version in named:
                following = version or _version_below(text.lines[place + 1 : place + 1 + _CELLS_TO_VERSION])
                strength = _TITLE if pattern(_TOPIC, "work_on").search(line.text) else _LIST
                yield _Mention(system, sentences[line.number], strength, following)
        elif not named:
            in_scope = _scope_after(line, in_scope)


def _named_in(line: Line) -> Iterator[tuple[NamedSystem, str | None]]:
    """The systems that a list item names, or the first that a table row names, with the version in the same row."""
    by_blanks = line.text.split()
    found = by_blanks if len(line.cells) == 1 and len(by_blanks) >= _ROW_CELLS else line.cells
    cells = [cell for cell in found if cell and len(cell) <= _LONGEST_ITEM]
    versions = [version for cell in cells if (version := _version_cell(cell))]
    for cell in cells:
        name, rest = _name_and_rest(cell)
        system = None if pattern(_TOPIC, "set_apart").search(cell) else system_named(name)
        if system and _begins_with(name, system):
            stated = pattern(_TOPIC, "stated_version").search(rest)
            beside = written_version(stated.group("version")) if stated else next(iter(versions), None)
            yield system, system.version or beside
            if len(cells) >= _ROW_CELLS:
                return


def _begins_with(passage: str, system: NamedSystem) -> bool:
    """Whether nothing but a number or the hospital's name leads up to the system."""
    lead = passage.partition(system.name)[0]
    return len(lead) <= _LONGEST_NUMBER or bool(hospital_names(lead))


def _name_and_rest(cell: str) -> tuple[str, str]:
    """What a cell names, and what it says about it behind a comma outside brackets."""
    end = next(_ends_outside_brackets(cell), len(cell))
    name, rest = cell[:end], cell[end + 1 :]
    if cell[end : end + 1] == ":" and rest and begins_with_system(rest):  # 备份系统:容灾备份系统,1套
        return _name_and_rest(rest.strip())
    return name, rest


def _ends_outside_brackets(cell: str) -> Iterator[int]:
    depth = 0
    for place, character in enumerate(cell):
        depth += (character in "([") - (character in ")]")
        if character in ",;:。" and depth <= 0:
            yield place


def _version_cell(cell: str) -> str | None:
    stated = pattern(_TOPIC, "version_cell").match(cell)
    return written_version(stated.group("version")) if stated else None


def _version_below(lines: Iterable[Line]) -> str | None:
    """The version in one of the next cells of a table that was flattened to one cell per line."""
    return next((version for line in lines if (version := _version_cell(line.text.strip()))), None)


def _under_other_heading(line: Line) -> bool:
    return any(pattern(_TOPIC, "not_scope").search(heading) for heading in line.headings)


def _scope_after(line: Line, in_scope: bool) -> bool:
    """Whether a list below this line names what is maintained."""
    introduces = len(line.text) <= _INTRODUCTION or line.text.endswith(":")
    if not introduces:
        return in_scope
    if pattern(_TOPIC, "not_scope").search(line.text):
        return False
    if pattern(_TOPIC, "scope").search(line.text) or _is_part_of_scope(line):
        return True
    return in_scope and line.depth is None


def _is_part_of_scope(line: Line) -> bool:
    """(一)安全设备: under the heading 服务对象."""
    return line.text.endswith(":") and _under_scope_heading(line)


def _under_scope_heading(line: Line) -> bool:
    return any(pattern(_TOPIC, "scope_heading").search(heading) for heading in line.headings)


def _in_sentences(text: ContractText) -> Iterator[_Mention]:
    last: Sentence | None = None
    for sentence in text.sentences:
        if sentence.is_condition_for_bidders or sentence.is_penalty or _under_other_heading(sentence.line):
            continue
        mentions = list(_in_sentence(sentence, goes_on=last is not None and last.line is sentence.line))
        yield from mentions
        last = sentence if mentions else None


def _in_sentence(sentence: Sentence, goes_on: bool) -> Iterator[_Mention]:
    """`goes_on`: the sentence before it in the same line named systems: it may be the next item of their list."""
    headed = _under_scope_heading(sentence.line)
    kept = _without_set_apart(sentence)
    is_item = goes_on and pattern(_TOPIC, "item").match(sentence.text)
    passage = _scope_passage(sentence, ",".join(kept)) or (_list_that_begins(kept) if headed or is_item else "")
    listed = systems_listed(passage, bare=headed)
    with_version = any(system.version for system in listed)
    strength = _UNDER_HEADING if headed and len(listed) > 1 else _WITH_VERSION if with_version else _SENTENCE
    if any(system.kind for system in listed):
        for system in listed:
            if system.kind or len(listed) > 1:
                yield _Mention(system, sentence, strength, system.version)


def _without_set_apart(sentence: Sentence) -> list[str]:
    """The clauses of a sentence but those that say what is not maintained."""
    return [clause for clause in sentence.clauses if not pattern(_TOPIC, "set_apart").search(clause)]


def _list_that_begins(clauses: list[str]) -> str:
    """The clauses that a sentence begins with as long as they list names, empty where it speaks of neighbours."""
    if any(pattern(_TOPIC, "not_scope").search(clause) for clause in clauses):
        return ""
    _, _, behind_label = (clauses[0] if clauses else "").partition(":")  # 管理类系统:HRP、OA
    if behind_label and begins_with_system(behind_label):
        clauses = [behind_label, *clauses[1:]]
    return ",".join(takewhile(begins_with_system, clauses))


def _scope_passage(sentence: Sentence, text: str) -> str:
    """The part of a sentence (its `text`: what it does not set apart) that lists what is maintained, empty if none."""
    if not pattern(_TOPIC, "scope").search(f"{sentence.context} {text}"):
        return ""
    if opens := pattern(_TOPIC, "opens").search(text):
        return text[opens.end() :]
    if pattern(_TOPIC, "not_scope").search(text):
        return ""
    if opens := pattern(_TOPIC, "opens_weakly").search(text):
        return text[opens.end() :]
    closes = pattern(_TOPIC, "closes").search(text)
    return text[: closes.start()] if closes and begins_with_system(text[: closes.start()]) else ""


def _in_title(text: ContractText) -> Iterator[_Mention]:
    for sentence in text.sentences:
        if _is_title(sentence) or "项目名称" in sentence.label:
            passage = sentence.text.partition(":")[2] or sentence.text
            strength = _TITLE_ETC if pattern(_TOPIC, "and_others").search(passage) else _TITLE
            for system in systems_listed(passage):
                yield _Mention(system, sentence, strength, system.version)


def _is_title(sentence: Sentence) -> bool:
    unnumbered = sentence.line.depth is None and not sentence.text.endswith(("。", ";", ":"))
    return sentence.place < _TITLE_LINES and unnumbered


def _versions_by_kind(text: ContractText) -> dict[str, set[str]]:
    """The versions that the text gives beside any name of a kind, such as that of the product."""
    versions: dict[str, set[str]] = {}
    for version in pattern(_TOPIC, "version").finditer(text.text):
        before = re.split(r"[\n、;。]", text.text[max(0, version.start() - _BEFORE_VERSION) : version.start()])[-1]
        if pattern(_TOPIC, "named_before").search(before) and (kind := kind_of(before)):
            versions.setdefault(kind, set()).add(version.group("version"))
    return versions

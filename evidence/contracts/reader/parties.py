"""Who buys and who maintains: the hospital and the vendor."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from evidence.contracts.reader.findings import Finding, found
from evidence.contracts.reader.layout import ContractText
from evidence.contracts.reader.sentence import Sentence
from evidence.contracts.reader.words import pattern

_TOPIC = "parties"
_FIRST_LINES = 6
_LONGEST_NAME = 60
_PASSING = "正文中顺带提到的公司，请确认是否为维保单位。"


def find_hospital(text: ContractText) -> Iterable[Finding]:
    """The hospital: from its label (甲方, 采购人 …), else from the title, else the name that occurs most often."""
    labelled = [found("hospital", text.source_of(s, name), s) for s, name in _labelled_hospitals(text)]
    if labelled:
        return labelled
    mentioned = [(s, name) for s in text.sentences if not s.is_condition_for_bidders for name in hospital_names(s.text)]
    mentioned = _without_words_before(mentioned)
    titled = [(s, name) for s, name in mentioned if _is_title(s)]
    if not mentioned:
        return []
    most = Counter(name for _, name in mentioned).most_common(1)[0][0]
    chosen = titled or [(s, name) for s, name in mentioned if name == most]
    return [found("hospital", text.source_of(sentence, name), sentence) for sentence, name in chosen]


def _without_words_before(mentioned: list[tuple[Sentence, str]]) -> list[tuple[Sentence, str]]:
    """感谢东山大学附属医院 is 东山大学附属医院 where the text also has this name by itself."""
    by_length = sorted({name for _, name in mentioned}, key=len)
    shortest = {name: next(one for one in by_length if name.endswith(one)) for name in by_length}
    return [(sentence, shortest[name]) for sentence, name in mentioned]


def _is_title(sentence: Sentence) -> bool:
    return sentence.place < _FIRST_LINES or "项目名称" in sentence.label or sentence.context.endswith("项目名称")


def _labelled_hospitals(text: ContractText) -> Iterator[tuple[Sentence, str]]:
    before, behind = pattern(_TOPIC, "hospital_at"), pattern(_TOPIC, "hospital_behind")
    for sentence in text.sentences:
        starts = [match.end() for match in before.finditer(sentence.text)]
        if pattern(_TOPIC, "hospital_alone").match(sentence.label):
            starts.append(0)
        for start in starts:
            name = pattern(_TOPIC, "labelled_hospital").match(sentence.text[start : start + _LONGEST_NAME])
            if name and not pattern(_TOPIC, "not_a_hospital").match(name.group("name")):
                yield sentence, name.group("name")
        for label in behind.finditer(sentence.text):
            if name := pattern(_TOPIC, "ends_with_hospital").search(sentence.text[: label.start()]):
                yield sentence, _without_lead_in(name.group("name"))


def hospital_names(text: str) -> list[str]:
    """The names of hospitals in a passage, without what leads up to them."""
    names: list[str] = []
    if not pattern(_TOPIC, "hospital_end").search(text):
        return names
    nobody, parts = pattern(_TOPIC, "not_a_hospital"), pattern(_TOPIC, "hospital_name_parts")
    end_of_last = -1
    for match in pattern(_TOPIC, "hospital_name").finditer(text):
        candidate = _without_lead_in(match.group())
        another_name = match.start() == end_of_last + 1 and text[end_of_last] == "("
        if parts.search(candidate) and not nobody.match(candidate) and not another_name:
            names.append(candidate)
            end_of_last = match.end()
    return names


def _without_lead_in(candidate: str) -> str:
    while (shorter := pattern(_TOPIC, "lead_in_at").sub("", candidate, count=1)) != candidate:
        candidate = shorter
    return candidate


def find_vendor(text: ContractText) -> Iterable[Finding]:
    """The vendor: from its label (乙方, 供应商 …), else a company that the text names in passing."""
    labelled = list(_labelled_vendors(text))
    return labelled or _companies_in_passing(text)


def _labelled_vendors(text: ContractText) -> Iterator[Finding]:
    before, behind = pattern(_TOPIC, "vendor_at"), pattern(_TOPIC, "vendor_behind")
    company = pattern(_TOPIC, "labelled_organisation")
    for sentence in text.sentences:
        starts = [match.end() for match in before.finditer(sentence.text)]
        if _is_label_of_vendor(sentence):
            starts += [0, *(match.end() for match in pattern(_TOPIC, "name_at").finditer(sentence.text))]
        for start in starts:
            if named := company.match(sentence.text[start:]):
                yield found("vendor", text.source_of(sentence, named.group("name")), sentence)
        for label in behind.finditer(sentence.text):
            if name := _company_before(sentence.text[: label.start()]):
                yield found("vendor", text.source_of(sentence, name), sentence)


def _is_label_of_vendor(sentence: Sentence) -> bool:
    """Whether the label is the vendor's, or 名称 under a heading such as 拟定供应商信息."""
    if pattern(_TOPIC, "vendor_alone").match(sentence.label):
        return True
    heading = sentence.line.headings[-1:]
    return bool(
        pattern(_TOPIC, "name_alone").match(sentence.label)
        and any(pattern(_TOPIC, "vendor_heading").search(text) for text in heading)
    )


def _company_before(passage: str) -> str | None:
    """The company that a passage ends with, without what leads up to it."""
    named = pattern(_TOPIC, "ends_with_company").search(passage)
    return _without_words_leading(named.group("name")) if named else None


def _without_words_leading(name: str) -> str:
    return pattern(_TOPIC, "company_lead_in").sub("", name, count=1)


def _companies_in_passing(text: ContractText) -> Iterator[Finding]:
    nobody, in_full = pattern(_TOPIC, "not_a_company"), pattern(_TOPIC, "company_in_full")
    for sentence in text.sentences:
        if sentence.is_condition_for_bidders:
            continue
        for match in in_full.finditer(sentence.text):
            name = _without_words_leading(match.group("name"))
            if not pattern(_TOPIC, "not_a_company_at").match(name):
                yield found("vendor", text.source_of(sentence, name), sentence, note=_PASSING)
        without_full = in_full.sub(_blank, sentence.text)
        for match in pattern(_TOPIC, "company_in_passing").finditer(without_full):
            if not nobody.search(match.group("name")):
                yield found("vendor", match.group("name"), sentence, note=_PASSING)


def _blank(found_name: re.Match[str]) -> str:
    return "□" * len(found_name.group())

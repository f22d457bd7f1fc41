"""Who buys and who maintains: the hospital and the vendor."""

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
    labelled = [found("hospital", name, s) for s, name in _labelled_hospitals(text)]
    if labelled:
        return labelled
    titled = [(s, name) for s in text.sentences if _is_title(s) for name in hospital_names(s.text)]
    if titled:
        return [found("hospital", name, sentence) for sentence, name in titled]
    mentioned = [(s, name) for s in text.sentences if not s.is_condition_for_bidders for name in hospital_names(s.text)]
    if not mentioned:
        return []
    most = Counter(name for _, name in mentioned).most_common(1)[0][0]
    return [found("hospital", name, sentence) for sentence, name in mentioned if name == most]


def _is_title(sentence: Sentence) -> bool:
    return sentence.place < _FIRST_LINES or "项目名称" in sentence.label or sentence.context.endswith("项目名称")


def _labelled_hospitals(text: ContractText) -> Iterator[tuple[Sentence, str]]:
    label = pattern(_TOPIC, "hospital_at")
    for sentence in text.sentences:
        starts = [match.end() for match in label.finditer(sentence.text)]
        if pattern(_TOPIC, "hospital_alone").match(sentence.label):
            starts.append(0)
        for start in starts:
            names = hospital_names(sentence.text[start : start + _LONGEST_NAME])
            if names and sentence.text[start:].lstrip().startswith(names[0][:2]):
                yield sentence, names[0]


def hospital_names(text: str) -> list[str]:
    """The names of hospitals in a passage, without what leads up to them."""
    nobody, parts = pattern(_TOPIC, "not_a_hospital"), pattern(_TOPIC, "hospital_name_parts")
    names, end_of_last = [], -1
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
    label, company = pattern(_TOPIC, "vendor_at"), pattern(_TOPIC, "organisation")
    for sentence in text.sentences:
        starts = [match.end() for match in label.finditer(sentence.text)]
        if pattern(_TOPIC, "vendor_alone").match(sentence.label):
            starts.append(0)
        for start in starts:
            name = company.match(sentence.text[start:].strip())
            if name:
                yield found("vendor", text.source_of(sentence, name.group()), sentence)


def _companies_in_passing(text: ContractText) -> Iterator[Finding]:
    nobody = pattern(_TOPIC, "not_a_company")
    for sentence in text.sentences:
        if sentence.is_condition_for_bidders:
            continue
        for match in pattern(_TOPIC, "company_in_passing").finditer(sentence.text):
            if not nobody.search(match.group("name")):
                name = match.group("name")
                yield found("vendor", f"{name}公司" if name.endswith("有限") else name, sentence, note=_PASSING)

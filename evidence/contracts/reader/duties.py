"""Confidentiality, interfaces, documents to hand over, and what work is free."""

import re
from collections.abc import Iterable, Iterator

from evidence.contracts.draft import CoveredWork, InterfaceTerm
from evidence.contracts.reader.findings import Finding, found
from evidence.contracts.reader.layout import ContractText
from evidence.contracts.reader.sentence import Sentence
from evidence.contracts.reader.words import pattern, words

_TOPIC = "duties"


def find_confidentiality(text: ContractText) -> Iterable[Finding]:
    """Whether the vendor must keep secrets, and whether an agreement on it must be signed."""
    for sentence in text.sentences:
        if sentence.is_condition_for_bidders:
            continue
        if _is_confidential(sentence):
            yield found("confidentiality", True, sentence)
        if pattern(_TOPIC, "confidentiality_agreement").search(sentence.text):
            yield found("confidentiality_agreement", True, sentence)


def _is_confidential(sentence: Sentence) -> bool:
    """By its own words, or under a heading 保密 by what it forbids."""
    if sentence.line.is_heading:
        return False
    forbids = any(
        pattern(_TOPIC, duty).search(sentence.text)
        and any(pattern(_TOPIC, kind).search(heading) for heading in sentence.line.headings)
        for kind, duty in (("confidential_heading", "confidential_duty"), ("safety_heading", "safety_duty"))
    )
    return forbids or pattern(_TOPIC, "confidentiality").search(sentence.text) is not None


def find_interfaces(text: ContractText) -> Iterable[Finding]:
    """What is agreed on interfaces, sentence by sentence."""
    for sentence in text.duties:
        if not pattern(_TOPIC, "interface").search(sentence.text) or sentence.line.is_heading:
            continue
        about = pattern(_TOPIC, "interface_duty").search(sentence.text)
        if about and not pattern(_TOPIC, "not_interface_duty").search(sentence.text):
            yield found("interfaces", InterfaceTerm(_is_free(sentence.text), text.quote(sentence).text), sentence)


def find_covered_work(text: ContractText) -> Iterable[Finding]:
    """Sorts of work that the text calls free or to be paid for; a sentence that says both is taken clause by clause."""
    for sentence in text.duties:
        whole = _is_free(sentence.text) is not None
        before = ""
        for passage in [sentence.text] if whole else sentence.clauses:
            free = _is_free(passage)
            sort = (_sort(passage) or _sort(before)) if free is not None else None
            if free is not None and sort:
                yield found("covered_work", CoveredWork(sort, free), sentence)
            before = passage


def _sort(passage: str) -> str | None:
    return next((name for name, source in words(_TOPIC)["work"] if re.search(source, passage)), None)


def _is_free(passage: str) -> bool | None:
    """True free, False to be paid for, None when neither or both are said."""
    without_free, free = pattern(_TOPIC, "free").subn("", passage)
    paid = pattern(_TOPIC, "paid").search(without_free)
    return None if bool(free) == bool(paid) else bool(free)


def find_documents(text: ContractText) -> Iterable[Finding]:
    """The documents to be handed over, one by one; a list may go on behind semicolons and on the lines below."""
    last: Sentence | None = None
    for sentence in text.duties:
        listed = _handed_over(sentence)
        if listed is None and last and _goes_on(sentence, last):
            listed = sentence.text
        last = sentence if listed is not None else None
        for name in _documents(listed or ""):
            yield found("documents_handover", text.source_of(sentence, name), sentence)


def _handed_over(sentence: Sentence) -> str | None:
    """What a sentence lists to be handed over, None when it speaks of no such list."""
    hand_over = pattern(_TOPIC, "hand_over").search(sentence.text)
    if not hand_over:
        return None
    listed = sentence.text[hand_over.start() :]
    starts = [opens.end() for opens in pattern(_TOPIC, "hand_over_opens").finditer(listed) if opens.group().strip()]
    return listed[starts[-1] :] if starts else None


def _goes_on(sentence: Sentence, last: Sentence) -> bool:
    """Whether a sentence is the next item of the list that the one before opens or holds: (1)安装手册;(2)操作手册."""
    if sentence.line is last.line:
        return pattern(_TOPIC, "document_mark").match(sentence.text) is not None
    opens = last.text.endswith(":") and sentence.line.depth is not None and sentence.line.depth != last.line.depth
    next_item = last.text.endswith((";", "、")) and sentence.line.depth == last.line.depth is not None
    return sentence.line.number - last.line.number == 1 and (opens or next_item)


def _documents(listed: str) -> Iterator[str]:
    for part in _outside_brackets(listed):
        for name in _at_conjunctions(_bare(part)):
            if (
                0 < len(name) <= words(_TOPIC)["longest_document"]
                and pattern(_TOPIC, "document").search(name)
                and not pattern(_TOPIC, "not_document").search(name)
            ):
                yield name


def _bare(part: str) -> str:
    without_mark = pattern(_TOPIC, "document_mark").sub("", part.strip(" 。;,:、"))
    return pattern(_TOPIC, "hand_over_ends").sub("", without_mark).strip()


def _at_conjunctions(name: str) -> list[str]:
    """部署手册和应急预案 are two documents, 安装与部署手册 is one: both sides must end like one."""
    ends = pattern(_TOPIC, "document_end")
    for conjunction in pattern(_TOPIC, "document_conjunction").finditer(name):
        left, right = name[: conjunction.start()], name[conjunction.end() :]
        if ends.search(left) and ends.search(right):
            return [*_at_conjunctions(left), *_at_conjunctions(right)]
    return [name]


def _outside_brackets(text: str) -> list[str]:
    parts, depth, start = [], 0, 0
    for place, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if character in "、,;。" and depth <= 0:
            parts.append(text[start:place])
            start = place + 1
        elif text[place : place + 2] == "》《":
            parts.append(text[start : place + 1])
            start = place + 1
    return [*parts, text[start:]]

"""From findings to a draft: what is said twice is one fact, what contradicts itself is a problem and no fact."""

from collections.abc import Iterable

from evidence.contracts.draft import Fact, Field, Problem, Quote, ReviewLimit, fields
from evidence.contracts.reader.findings import Finding
from evidence.contracts.reader.layout import ContractText
from evidence.contracts.reader.sentence import Sentence
from evidence.contracts.reader.words import words

_TOPIC = "settle"


def settle(text: ContractText, findings: list[Finding]) -> tuple[tuple[Fact, ...], tuple[Problem, ...]]:
    """Facts in the order of the fields, and problems in the order of the text.

    A field with a single value has none when any sentence gives it an unusable one or two sentences differ.
    """
    problems = [Problem(f.field, f.problem, _quotes(text, f.at)) for f in findings if f.problem]
    facts: list[Fact] = []
    for field in fields():
        said = [finding for finding in findings if finding.field == field.key and not finding.problem]
        if field.several:
            facts += _several(text, field, said)
            problems += _differing_targets(text, said) if field.key == "targets" else []
        elif len({finding.value for finding in said}) > 1:
            problems.append(_contradiction(text, field, said))
        elif said and not any(problem.field == field.key for problem in problems):
            facts.append(_fact(text, said))
    first = {id(problem): min((q.start for q in problem.quotes), default=0) for problem in problems}
    return tuple(facts), tuple(sorted(problems, key=lambda problem: first[id(problem)]))


def _several(text: ContractText, field: Field, said: list[Finding]) -> list[Fact]:
    if field.equal:
        return [_fact(text, [finding]) for finding in said]
    if field.key == "review_limits":
        return _merged_limits(text, said)
    groups: dict[object, list[Finding]] = {}
    for finding in said:
        groups.setdefault(_key(finding.value), []).append(finding)
    return [_fact(text, group) for group in groups.values()]


def _key(value: object) -> object:
    """Equal values have equal keys; values that hold mappings are compared as they print."""
    try:
        hash(value)
    except TypeError:
        return repr(value)
    return value


def _merged_limits(text: ContractText, said: list[Finding]) -> list[Fact]:
    """One limit per catalog: what several sentences allow adds up."""
    groups: dict[str | None, list[Finding]] = {}
    for finding in said:
        groups.setdefault(finding.value.catalog, []).append(finding)
    facts = []
    for catalog, group in groups.items():
        limits = [finding.value for finding in group]
        value = ReviewLimit(
            catalog,
            any(limit.existing_functions for limit in limits),
            any(limit.documents for limit in limits),
            any(limit.engineers_on_site for limit in limits),
        )
        facts.append(Fact("review_limits", value, _quotes(text, [s for f in group for s in f.at])))
    return facts


def _fact(text: ContractText, said: list[Finding]) -> Fact:
    notes = dict.fromkeys(finding.note for finding in said if finding.note)
    sentences = [sentence for finding in said for sentence in finding.at]
    return Fact(said[0].field, said[0].value, _quotes(text, sentences), " ".join(notes))


def _contradiction(text: ContractText, field: Field, said: list[Finding]) -> Problem:
    one_of_each = list({finding.value: finding for finding in reversed(said)}.values())[::-1]
    shown = "、".join(_shown(finding.value) for finding in one_of_each)
    message = words(_TOPIC)["contradiction"].format(name=field.name, values=shown)
    return Problem(field.key, message, _quotes(text, [s for finding in one_of_each for s in finding.at]))


def _shown(value: object) -> str:
    names = words(_TOPIC)["values"]
    return str(names.get(value, value)) if isinstance(value, bool) else str(value)


def _differing_targets(text: ContractText, said: list[Finding]) -> list[Problem]:
    """Two levels of the same review can both be meant (one after the other), so both stay and a person is asked."""
    levels: dict[str, dict[str, Finding]] = {}
    for finding in said:
        if finding.value.level:
            levels.setdefault(finding.value.catalog, {}).setdefault(finding.value.level, finding)
    problems = []
    for differing in levels.values():
        if len(differing) > 1:
            message = words(_TOPIC)["two_levels"].format(values="、".join(differing))
            problems.append(Problem("targets", message, _quotes(text, [s for f in differing.values() for s in f.at])))
    return problems


def _quotes(text: ContractText, sentences: Iterable[Sentence]) -> tuple[Quote, ...]:
    return tuple(text.quote(sentence) for sentence in dict.fromkeys(sentences))

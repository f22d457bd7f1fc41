"""Reads the text of a maintenance contract or tender into a draft that a person confirms."""

from evidence.contracts.draft import ContractDraft, Fact, Problem, Quote
from evidence.contracts.reader import (
    customisation,
    duties,
    money,
    parties,
    penalties,
    period,
    reports,
    response,
    reviews,
    service,
    systems,
    yearly,
)
from evidence.contracts.reader.findings import Rule
from evidence.contracts.reader.layout import ContractText, lay_out
from evidence.contracts.reader.settle import settle
from evidence.contracts.reader.words import pattern, patterns, words
from evidence.errors import InvalidInputError

_TOPIC = "leftover"

RULES: tuple[Rule, ...] = (
    parties.find_hospital,
    parties.find_vendor,
    systems.find_systems,
    period.find_period,
    period.find_impossible_dates,
    money.find_contract_sum,
    money.find_payment,
    service.find_hotline,
    service.find_service_hours,
    service.find_residents,
    reviews.find_targets,
    reviews.find_review_limits,
    reviews.find_other_reviews,
    reviews.find_new_modules,
    yearly.find_yearly,
    reports.find_reports,
    response.find_response,
    customisation.find_free_customisations,
    customisation.find_people_trained,
    duties.find_covered_work,
    duties.find_interfaces,
    duties.find_documents,
    duties.find_confidentiality,
    penalties.find_penalties,
    penalties.find_penalty_tables,
)


def read_contract(text: str) -> ContractDraft:
    """The draft of a contract's text: facts with their sentences, problems, and duties that no rule understood.

    Raises InvalidInputError for a text that is empty, too long, or no contract.
    """
    _check_contract(text)
    laid_out = lay_out(text)
    facts, problems = settle(laid_out, [finding for rule in RULES for finding in rule(laid_out)])
    _check_found(facts, problems)
    return ContractDraft(facts, problems, _not_understood(laid_out, facts, problems))


def _check_contract(text: str) -> None:
    """Before anything is read: whether the text can be a contract at all."""
    limit = words(_TOPIC)["longest"]
    if not text.strip():
        raise InvalidInputError(words(_TOPIC)["empty"])
    if len(text) > limit:
        raise InvalidInputError(words(_TOPIC)["too_long"].format(count=len(text), limit=limit))
    if sum(cue.search(text) is not None for cue in patterns(_TOPIC, "cues")) < words(_TOPIC)["least_cues"]:
        raise InvalidInputError(words(_TOPIC)["no_contract"])


def _check_found(facts: tuple[Fact, ...], problems: tuple[Problem, ...]) -> None:
    spoken_of = {fact.field for fact in facts} | {problem.field for problem in problems}
    if not spoken_of & set(words(_TOPIC)["core"]):
        raise InvalidInputError(words(_TOPIC)["no_contract"])


def _not_understood(text: ContractText, facts: tuple[Fact, ...], problems: tuple[Problem, ...]) -> tuple[Quote, ...]:
    understood = {quote for fact in facts for quote in fact.quotes}
    understood |= {quote for problem in problems for quote in problem.quotes}
    return tuple(
        quote
        for sentence in text.sentences
        if pattern(_TOPIC, "duty").search(sentence.text)
        and (sentence.may_be_duty or sentence.is_penalty)
        and not (sentence.line.is_heading or pattern(_TOPIC, "definition").search(sentence.text))
        and (quote := text.quote(sentence)) not in understood
    )

"""How old a proof may be: the rules of a catalog (`evidence_ages.yaml`) laid over its evidence entries."""

from collections.abc import Iterator

from criteria.models import AgeRule, AnyRequirement, Catalog, Evidence


def age_rule(catalog: Catalog, code: str, entry: Evidence) -> tuple[int, AgeRule] | None:
    """The rule that decides about an evidence entry of a requirement, with its place from 0; None if none fits."""
    rules = enumerate(catalog.evidence_ages.rules)
    return next(((place, rule) for place, rule in rules if rule.fits(code, entry)), None)


def with_ages(catalog: Catalog) -> Catalog:
    """The catalog whose evidence entries carry their maximum ages; an entry with one of its own keeps it."""
    if not catalog.evidence_ages.rules:
        return catalog
    return catalog.model_copy(update={"requirements": tuple(_aged(catalog, row) for row in catalog.requirements)})


def _aged(catalog: Catalog, row: AnyRequirement) -> AnyRequirement:
    entries = tuple(_entry(catalog, row.code, entry) for entry in row.evidence)
    return row if entries == row.evidence else row.model_copy(update={"evidence": entries})


def _entry(catalog: Catalog, code: str, entry: Evidence) -> Evidence:
    decided = age_rule(catalog, code, entry) if entry.max_age_days is None else None
    if decided is None or decided[1].days is None:
        return entry
    return entry.model_copy(update={"max_age_days": decided[1].days})


def idle_rules(catalog: Catalog) -> Iterator[int]:
    """The places of rules that decide about no evidence entry: something is misspelt, or another rule hides them."""
    used = {
        decided[0]
        for row in catalog.requirements
        for entry in row.evidence
        if (decided := age_rule(catalog, row.code, entry)) is not None
    }
    return (place for place in range(len(catalog.evidence_ages.rules)) if place not in used)

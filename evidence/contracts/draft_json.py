"""How a draft is kept in the store: JSON that gives back the same values and types."""

import json
from dataclasses import asdict
from decimal import Decimal
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from evidence.contracts.draft import (
    ContractDraft,
    CoveredSystem,
    CoveredWork,
    Fact,
    FreeCustomisations,
    Inspections,
    InterfaceTerm,
    PaymentTerm,
    PenaltyTerm,
    Problem,
    Quote,
    ReportDuty,
    ResponseTime,
    ReviewLimit,
    ReviewTarget,
    ServiceHours,
    fields,
)
from evidence.errors import InvalidInputError

# The type of a field's values; a field that is not named holds text.
_TYPES: dict[str, Any] = {
    "systems": CoveredSystem,
    "period_months": int,
    "contract_sum": Decimal,
    "hotline_24x7": bool,
    "service_hours": ServiceHours,
    "resident_engineers": int,
    "targets": ReviewTarget,
    "review_limits": ReviewLimit,
    "new_modules_negotiated": bool,
    "inspections_per_year": Decimal,
    "database_inspections_per_year": Decimal,
    "inspections": Inspections,
    "report_workdays": Decimal,
    "reports": ReportDuty,
    "backup_tests_per_year": Decimal,
    "drills_per_year": Decimal,
    "response": ResponseTime,
    "free_customisations": FreeCustomisations,
    "covered_work": CoveredWork,
    "interfaces": InterfaceTerm,
    "trainings_per_year": Decimal,
    "people_trained": int,
    "confidentiality": bool,
    "confidentiality_agreement": bool,
    "penalties": PenaltyTerm,
    "payment": PaymentTerm,
}


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def value_type(field: str) -> Any:
    """The type of the values of a field."""
    return _TYPES.get(field, str)


def checked_value(field: str, value: Any) -> Any:
    """A value as the field holds it (4 → Decimal 4). Raises InvalidInputError for one that the field cannot hold."""
    try:
        return _adapter(value_type(field)).validate_python(value)
    except ValidationError as error:
        name = next((known.name for known in fields() if known.key == field), field)
        raise InvalidInputError(f"{name}不能填“{value}”，请核对后重新填写。") from error


def draft_to_json(draft: ContractDraft) -> str:
    """The text that the store keeps."""
    return json.dumps(asdict(draft), ensure_ascii=False, default=str)


def draft_from_json(text: str) -> ContractDraft:
    """The draft of a text that the store has kept."""
    data = json.loads(text)
    quotes, problems = _adapter(tuple[Quote, ...]), _adapter(tuple[Problem, ...])
    facts = tuple(
        Fact(
            field=fact["field"],
            value=_adapter(value_type(fact["field"])).validate_python(fact["value"]),
            quotes=quotes.validate_python(fact["quotes"]),
            note=fact["note"],
        )
        for fact in data["facts"]
    )
    return ContractDraft(
        facts, problems.validate_python(data["problems"]), quotes.validate_python(data["not_understood"])
    )

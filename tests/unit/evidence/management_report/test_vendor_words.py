"""What the report says of the money, target by target."""

import pytest

from evidence.contracts.coverage import Status
from evidence.management_report.vendors import Money
from evidence.records import Target


def target(number: int) -> Target:
    return Target(number, "emr-2018", "6", None, None, "", example=False)


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (1, "其中，目标 1：需议价 0 项，待确认 1 项。"),
        (2, "其中，目标 1：需议价 0 项，待确认 1 项；目标 2：需议价 0 项，待确认 2 项。"),
    ],
)
def test_every_figure_stands_with_its_name(count: int, said: str) -> None:
    targets = tuple((target(n), {Status.NEGOTIATED: 0, Status.UNCLEAR: n}) for n in range(1, count + 1))
    money = Money(dict.fromkeys(Status, 0), targets, ())
    assert money.sentences({n: f"目标 {n}" for n in range(1, count + 1)})[1] == said


def test_targets_that_are_left_out_are_counted() -> None:
    targets = tuple((target(n), {Status.NEGOTIATED: 1, Status.UNCLEAR: 0}) for n in range(1, 6))
    sentences = Money(dict.fromkeys(Status, 0), targets, ()).sentences({n: f"目标 {n}" for n in range(1, 6)})
    assert sentences[1].endswith("其余 2 个目标见系统“差距”页。")

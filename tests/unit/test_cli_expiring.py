"""`readiness expiring` and the standing on the review date: what runs out, until which day, with a clear refusal."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from criteria.vocabulary import Verdict
from evidence import judgement, register
from evidence.cli import main
from evidence.deployment import Deployment
from evidence.documents import CLAUSE, DocumentDraft, Link, add_document
from evidence.reviews import accept_document
from evidence.viewer import Viewer

REVIEW = date(2026, 6, 1)
HEAD, ENGINEER = Viewer("王主任"), Viewer("周工")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A hospital whose only target is proven in one clause, by a picture that runs out before the review."""
    place = Deployment(tmp_path)
    store = place.create("renmin")
    register.set_hospital(store, HEAD, "人民医院")
    system = register.add_system(store, HEAD, register.SystemDraft("检验平台", "LIS"))
    group = register.set_object(store, HEAD, "检验业务", {system})
    register.set_target(store, HEAD, place.catalog("mlps3-2019"), "基本符合", REVIEW, group)
    judgement.record_verdicts(
        store, HEAD, place.catalog("mlps3-2019"), [judgement.VerdictDraft("L3-PES1-01#1", Verdict.MET)]
    )
    link = Link(CLAUSE, "L3-PES1-01#1", "mlps3-2019")
    draft = DocumentDraft(
        "机房验收", "report", date(2026, 1, 1), statement="已验收", expires_on=date(2026, 5, 1), links=(link,)
    )
    accept_document(store, HEAD, add_document(store, ENGINEER, draft))
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> tuple[str, str]:
    capsys.readouterr()
    assert main([*arguments, "--today", "2026-03-02"]) == code
    out, err = capsys.readouterr()
    return out, err


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    return json.loads(run(capsys, *arguments, "--json")[0])


def test_what_runs_out_before_the_review(capsys: pytest.CaptureFixture[str], data: Path) -> None:
    [entry] = printed(capsys, "expiring", str(data), "renmin")
    assert (entry["title"], entry["until"], entry["days_left"]) == ("机房验收", "2026-05-01", 60)
    assert (entry["uploader"], entry["system"], entry["vendor"], entry["renewal"]) == ("周工", None, None, None)
    assert entry["proves"] == [
        {
            "subject": "clause",
            "catalog": "mlps3-2019",
            "ref": "L3-PES1-01#1",
            "until": "2026-05-01",
            "max_age_days": None,
            "lost": True,
        }
    ]


def test_as_text_the_answer_comes_first(capsys: pytest.CaptureFixture[str], data: Path) -> None:
    first, *table = run(capsys, "expiring", str(data), "renmin")[0].splitlines()
    assert first == "评审日 2026-06-01 前有 1 份材料到期，1 个要求点将失去佐证；最早的一份 60 天后到期。"
    assert "机房验收" in table[1]


def test_up_to_another_day(capsys: pytest.CaptureFixture[str], data: Path) -> None:
    assert printed(capsys, "expiring", str(data), "renmin", "--until", "2026-05-01") == []
    assert len(printed(capsys, "expiring", str(data), "renmin", "--until", "2026-05-02")) == 1
    out, _ = run(capsys, "expiring", str(data), "renmin", "--until", "2026-04-01")
    assert out == "2026-04-01 前没有材料到期。\n"


@pytest.mark.parametrize(
    ("until", "words"),
    [("2026-03-02", "不晚于计算日期"), ("2025-01-01", "不晚于计算日期"), ("2026-02-30", "不是存在的日期")],
)
def test_a_day_that_is_not_to_come_is_refused(
    capsys: pytest.CaptureFixture[str], data: Path, until: str, words: str
) -> None:
    out, err = run(capsys, "expiring", str(data), "renmin", "--until", until, code=2)
    assert (out, words in err) == ("", True)


def test_without_a_review_date_a_day_must_be_given(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    store = Deployment(tmp_path).create("renmin")
    register.set_hospital(store, HEAD, "人民医院")
    assert "--until" in run(capsys, "expiring", str(tmp_path), "renmin", code=2)[1]
    assert printed(capsys, "expiring", str(tmp_path), "renmin", "--until", "2027-01-01") == []


def test_the_standing_tells_what_it_will_be_at_the_review(capsys: pytest.CaptureFixture[str], data: Path) -> None:
    [entry] = printed(capsys, "standing", str(data), "renmin")
    assert (entry["proven"]["met"], entry["proven_at_review"]["met"]) == (1, 0)
    text, _ = run(capsys, "standing", str(data), "renmin")
    assert "尚差由 126 增为 127 项" in text


def test_after_the_review_nothing_is_foreseen(capsys: pytest.CaptureFixture[str], data: Path) -> None:
    assert main(["standing", str(data), "renmin", "--today", "2026-06-01", "--json"]) == 0
    [entry] = json.loads(capsys.readouterr().out)
    assert entry["proven_at_review"] is None

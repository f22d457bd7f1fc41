"""Which clauses and measures an uploaded document probably proves, for a person to confirm."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from criteria.models import Catalog, LevelsCatalog
from criteria.vocabulary import Verdict
from evidence import register
from evidence.document_suggestions import (
    DocumentSuggestion,
    UploadedText,
    suggest_for,
    suggested_system,
    suggestions_of,
)
from evidence.documents import CLAUSE, COVERAGE, DATA_QUALITY, Link, link_document
from evidence.errors import NotFoundError
from evidence.gaps import Gap, load_gaps
from evidence.situation import Situation, load_situation
from evidence.standing import load_standings
from evidence.store import create_store
from evidence.texts.extraction import extract
from evidence.texts.pages import Line, PageText
from evidence.viewer import Role, Viewer
from tests.unit.evidence.commands import engineer_of
from tests.unit.evidence.house import TODAY, Clock, House, refused
from tests.unit.evidence.texts.desk import read_all, upload
from tests.unit.evidence.texts.made_files import as_bytes, screen

REJECTED = ("不合格标本登记", "拒收原因：溶血", "退回采集科室并说明", "标本条码", "采集人")
SHARES = (
    "标本条码使用率统计表",
    "科室 标本数 扫码数 占比",
    "内科 1200 1100 91.67%",
    "外科 900 860 95.56%",
    "合计 93.33%",
)
# What screens and reports are made of, whatever they show.
WORDS = (
    "标本",
    "条码",
    "危急值",
    "护理",
    "签名",
    "配血",
    "备份",
    "日志",
    "患者",
    "查询",
    "统计",
    "2026-11-21",
    "导出",
    "🙂",
)


@dataclass(frozen=True, repr=False)
class Lab:
    """A hospital with a laboratory and a nursing system of two vendors; the EMR target asks for level 6."""

    house: House
    catalogs: Mapping[str, Catalog]
    lis: int
    nis: int

    @cached_property
    def situation(self) -> Situation:
        return self.seen(self.house.viewer)[0]

    @cached_property
    def gaps(self) -> list[Gap]:
        return self.seen(self.house.viewer)[1]

    def seen(self, viewer: Viewer) -> tuple[Situation, list[Gap]]:
        """What a viewer would have on the screen now."""
        situation = load_situation(self.house.store, viewer, self.catalogs, TODAY)
        standings = load_standings(self.house.store, viewer, situation)
        return situation, [g for s in standings for g in load_gaps(self.house.store, viewer, situation, s)]

    def suggested(
        self, *lines: str, title: str = "", system: int | None = None, **more: str
    ) -> list[DocumentSuggestion]:
        """For a page of these lines."""
        pages = [PageText(1, tuple(map(Line, lines)))] if lines else []
        return suggest_for(self.situation, self.gaps, UploadedText(title, system_id=system, pages=pages, **more))

    def of(self, document_id: int, viewer: Viewer | None = None) -> list[DocumentSuggestion]:
        who = viewer or self.house.viewer
        return suggestions_of(self.house.store, who, *self.seen(who), document_id)

    def answered_by(self, system: int) -> set[tuple[str, str]]:
        return {
            (catalog, clause)
            for catalog in self.catalogs
            for clause, duties in self.situation.duties(catalog).items()
            if system in {duty.system.id for duty in duties}
        }


def make_lab(house: House, catalogs: Mapping[str, Catalog]) -> Lab:
    lab = Lab(house, catalogs, house.system("检验系统", "LIS", "瑞美"), house.system("护理系统", "NIS", "卫宁"))
    house.target(catalogs["emr-2018"], "6")
    return lab


@pytest.fixture
def lab(house: House, catalogs: Mapping[str, Catalog]) -> Lab:
    return make_lab(house, catalogs)


@pytest.fixture(scope="module")
def quiet_lab(tmp_path_factory: pytest.TempPathFactory, catalogs: Mapping[str, Catalog]) -> Lab:
    """One for all examples of a property; not to be changed."""
    viewer = Viewer("王主任", Role.HEAD)
    store = create_store(tmp_path_factory.mktemp("lab") / "renmin")
    register.set_hospital(store, viewer, "人民医院")
    return make_lab(House(store, viewer, Clock(store.clock())), catalogs)


def refs(found: list[DocumentSuggestion]) -> list[str]:
    return [suggestion.link.ref for suggestion in found]


@pytest.mark.parametrize("text", ["", "，。！？", "2026-11-21 10.0.8.17", "🙂"])
def test_a_text_that_says_nothing_suggests_nothing(lab: Lab, text: str) -> None:
    assert lab.suggested(text, title=text, system=lab.lis) == []
    assert lab.suggested(text) == []


def test_the_page_of_rejected_specimens_leads_to_its_clause(lab: Lab) -> None:
    found = lab.suggested(*REJECTED, title="截图1", system=lab.lis, kind="screenshot")
    assert "05.01.6#3" in refs(found)
    [hit] = [suggestion for suggestion in found if suggestion.link.ref == "05.01.6#3"]
    assert hit.label == "电子病历 05.01.6#3 标本处理 6级：不合格标本可反馈给采集部门，并附说明"
    assert hit.is_gap
    assert hit.system is not None
    assert hit.system.id == lab.lis
    assert set(hit.matched) & {"标本", "拒收", "采集", "不合格"}
    assert hit.expected is not None
    assert not hit.linked


def test_five_at_most_best_first_none_twice(lab: Lab) -> None:
    found = lab.suggested(*REJECTED, system=lab.lis)
    assert len(found) == 5
    assert [s.score for s in found] == sorted((s.score for s in found), reverse=True)
    assert len({s.link for s in found}) == 5


def test_a_title_says_more_than_a_word_in_the_text(lab: Lab) -> None:
    noise = ("标本采集", "标本条码")
    assert any("危急" in s.label for s in lab.suggested(*noise, title="危急值提醒", system=lab.lis)[:2])
    assert "危急" not in lab.suggested(*noise, "危急值", title="标本条码", system=lab.lis)[0].label


def test_a_table_of_shares_is_suggested_for_the_measure(lab: Lab) -> None:
    found = lab.suggested(*SHARES, title="标本条码使用率统计", system=lab.lis, kind="data_query")
    assert Link(COVERAGE, "05.01", "emr-2018") in {s.link for s in found}
    assert {s.link.subject for s in lab.suggested(*REJECTED, system=lab.lis, kind="screenshot")} == {CLAUSE}


def test_an_open_gap_comes_before_what_is_proven(lab: Lab, emr: LevelsCatalog) -> None:
    first, *_ = lab.suggested(*REJECTED, system=lab.lis)
    lab.house.judge(emr, Verdict.MET, first.link.ref, system=lab.lis)
    lab.house.prove(first.link, system=lab.lis)
    situation, gaps = lab.seen(lab.house.viewer)
    pages = [PageText(1, tuple(map(Line, REJECTED)))]
    now = suggest_for(situation, gaps, UploadedText("", system_id=lab.lis, pages=pages))
    assert now[0].link != first.link
    assert first.is_gap
    assert not any(s.is_gap for s in now if s.link == first.link)


def test_without_a_system_the_fitting_one_is_found(lab: Lab) -> None:
    words = ("护理记录单", "生命体征", "护士签名", "体温 脉搏 呼吸")
    uploaded = UploadedText("护理记录", pages=[PageText(1, tuple(map(Line, words)))])
    system = suggested_system(lab.situation, uploaded)
    assert system is not None
    assert system.id == lab.nis
    found = lab.suggested(*words, title="护理记录")
    assert found[0].system == system
    assert suggested_system(lab.situation, UploadedText("火星车轮胎")) is None


def test_a_stored_document_by_its_title_until_it_has_been_read(lab: Lab) -> None:
    content = "\n".join(REJECTED)
    named = upload(lab.house, "危急值登记", content, system_id=lab.lis)
    document = upload(lab.house, "截图1", content, system_id=lab.lis)
    assert any("危急" in s.label for s in lab.of(named))
    assert "05.01.6#3" not in refs([*lab.of(named), *lab.of(document)])
    assert read_all(lab.house, REJECTED) == 1
    assert "05.01.6#3" in refs(lab.of(document))


def test_a_statement_is_read_at_once(lab: Lab) -> None:
    document = upload(lab.house, "情况说明", statement="不合格标本拒收后反馈采集科室并说明原因", system_id=lab.lis)
    assert "05.01.6#3" in refs(lab.of(document))


def test_what_is_linked_stays_in_its_place_and_is_marked(lab: Lab) -> None:
    document = upload(lab.house, "不合格标本登记", system_id=lab.lis)
    before = lab.of(document)
    link_document(lab.house.store, lab.house.viewer, document, [before[1].link])
    after = lab.of(document)
    assert refs(after) == refs(before)
    assert [s.linked for s in after] == [False, True, False, False, False]


def test_a_vendor_is_told_only_of_the_own_systems(lab: Lab) -> None:
    ruimei, weining = engineer_of(lab.house, "瑞美"), engineer_of(lab.house, "卫宁")
    document = upload(lab.house, "护理签名与不合格标本", viewer=ruimei, system_id=None)
    found = lab.of(document, ruimei)
    assert found
    assert {s.system.id for s in found if s.system} == {lab.lis}
    assert all(s.system for s in found)
    with refused(NotFoundError, "这份材料不存在"):
        lab.of(document, weining)


def test_a_document_that_is_not_there(lab: Lab) -> None:
    with refused(NotFoundError, "这份材料不存在"):
        lab.of(99)


texts = st.lists(st.sampled_from(WORDS) | st.text(max_size=6), max_size=12).map(" ".join)


@settings(max_examples=25, deadline=None)
@given(title=texts, text=texts, lis=st.booleans())
def test_only_what_the_system_answers_for(quiet_lab: Lab, title: str, text: str, lis: bool) -> None:
    system = quiet_lab.lis if lis else quiet_lab.nis
    found = quiet_lab.suggested(text, title=title, system=system)
    own = quiet_lab.answered_by(system)
    assert {(s.link.catalog, s.link.ref) for s in found if s.link.subject == CLAUSE} <= own
    items = {(catalog, clause.rsplit(".", 1)[0]) for catalog, clause in own}
    assert {(s.link.catalog, s.link.ref) for s in found if s.link.subject in (COVERAGE, DATA_QUALITY)} <= items
    assert {s.system.id for s in found if s.system} <= {system}


@settings(max_examples=15, deadline=None)
@given(title=texts, text=texts)
def test_only_what_the_viewer_may_see(quiet_lab: Lab, title: str, text: str) -> None:
    vendor = engineer_of(quiet_lab.house, "瑞美")
    situation, gaps = quiet_lab.seen(vendor)
    pages = [PageText(1, (Line(text),))]
    for system in (None, quiet_lab.lis, quiet_lab.nis):
        found = suggest_for(situation, gaps, UploadedText(title, system_id=system, pages=pages))
        assert {s.system.id if s.system else None for s in found} <= {quiet_lab.lis}


def test_a_picture_read_by_ocr(lab: Lab) -> None:
    window = screen(((40, 40), "不合格标本登记"), ((40, 110), "拒收原因：溶血"), ((40, 180), "退回采集科室并说明"))
    pages = extract("截图.png", as_bytes(window))
    uploaded = UploadedText("截图", "截图.png", "screenshot", lab.lis, pages)
    assert "05.01.6#3" in refs(suggest_for(lab.situation, lab.gaps, uploaded))
    nameless = replace(uploaded, pages=())
    assert "05.01.6#3" not in refs(suggest_for(lab.situation, lab.gaps, nameless))

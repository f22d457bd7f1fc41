"""A binder read back: Word, Excel, documents, manifest; the same input gives the same bytes."""

from datetime import timedelta
from pathlib import Path

import pytest

from criteria.models import Catalog
from criteria.vocabulary import Verdict
from evidence import judgement, register
from evidence.binder.pdf_copies import ABSENT, office_program
from evidence.judgement import VerdictDraft
from evidence.log import LogFilter, load_page
from evidence.measures import COVERAGE, MeasureDraft, record_measures
from evidence.viewer import Role, Viewer
from tests.unit.evidence.binder.shelf import Opened, Shelf, picture, sha256, shelf, small_levels
from tests.unit.evidence.house import House, of_clause, of_measure
from tests.unit.evidence.small_catalogs import compliance, points


def test_a_binder_holds_all_its_parts(full: Shelf, out: Path) -> None:
    full.export(out)
    names = set(Opened(out).files)
    assert {"总目录.docx", "缺项清单.docx", "自评表.xlsx", "文件清单.txt", "manifest.json"} <= names
    assert {name.partition("/")[0] for name in names if "/" in name} == {"分项材料", "佐证材料"}
    assert len([name for name in names if name.startswith("分项材料/")]) == 2


def test_documents_are_there_as_they_were_uploaded(full: Shelf, out: Path) -> None:
    full.export(out)
    evidence = Opened(out).evidence
    assert evidence["01.01.1-01_采集界面.png"] == picture()
    assert "已核对" in evidence["02.01.1-01_培训情况说明.txt"].decode("utf-8-sig")


def test_an_item_shows_clauses_statement_systems_and_numbers(house: House, out: Path) -> None:
    house.system("检验信息系统", "LIS")
    made = shelf(house, small_levels())
    [duties] = {made.house.situation(made.catalog).duties(made.catalog.id)["01.01.1#1"]}
    draft = VerdictDraft("01.01.1#1", Verdict.MET, duties[0].system.id if duties else None, note="扫码采集，全院启用")
    judgement.record_verdicts(house.store, house.viewer, made.catalog, [draft])
    made.picture("采集界面", "01.01.1#1")
    made.export(out)
    rows = [row for table in Opened(out).tables("01.01") for row in table if row[0] == "01.01.1#1"]
    assert rows[0][2:4] == ["● 符合", "扫码采集，全院启用"]
    assert rows[0][5] == "01.01.1-01"


def test_pictures_are_embedded_with_number_and_caption(full: Shelf, out: Path) -> None:
    full.export(out)
    word = Opened(out).word("01.01")
    assert len(word.inline_shapes) == 1
    caption = "01.01.1-01 采集界面（2026-02-01 生效；证明 01.01.1#1、#2）"
    assert caption in [paragraph.text for paragraph in word.paragraphs]
    [image] = [part for part in word.part.package.parts if "image" in part.partname]
    assert image.blob == picture()


def test_statistics_stand_in_a_table(full: Shelf, out: Path) -> None:
    draft = MeasureDraft("01.01", COVERAGE, numerator=870, denominator=1000)
    record_measures(full.house.store, full.house.viewer, small_levels(), [draft])
    full.document("统计结果", *of_measure(full.catalog, "01.01", "coverage"), kind="data_query")
    full.export(out)
    rows = [row for table in Opened(out).tables("01.01") for row in table if "有效应用" in row[0]]
    assert [row[1:5] + row[6:] for row in rows] == [["870", "1,000", "0.87", "≥ 0.80", "01.01-01"]]
    assert rows[0][0].startswith("1、2级 ")


def test_a_document_of_another_item_is_pointed_at(full: Shelf, out: Path) -> None:
    full.picture("共用界面", "01.01.2#1", "02.01.2#1")
    full.export(out)
    [row] = [row for table in Opened(out).tables("02.01") for row in table if row[1] == "共用界面"]
    assert row[5] == "编在 01.01.2 名下"


def test_the_index_says_whose_it_is_and_where_everything_lies(full: Shelf, out: Path) -> None:
    full.export(out)
    opened = Opened(out)
    text = opened.text("总目录")
    for part in ("人民医院", "王主任", "2026-03-02", "2026-06-10", "内部资料", "佐证材料/01.01.1-01_采集界面.png"):
        assert part in text
    paths = {row[-1] for row in opened.tables("总目录")[1][1:]}
    assert paths <= set(opened.files)


def test_what_is_missing_has_its_own_list(full: Shelf, out: Path) -> None:
    full.picture("未审界面", "01.01.2#1", accept=False)
    written = full.export(out)
    opened = Opened(out)
    lacks, left_out = opened.tables("缺项清单")[1:]
    assert len(lacks) - 1 == written.lacks == opened.manifest["lacks"]
    assert left_out[1] == ["01.01.2-01", "未审界面", "01.01.2#1", "待审核，尚未采纳"]
    assert "01.01.2-01_未审界面.png" not in opened.evidence


def test_the_table_has_the_columns_of_the_levels_annex(full: Shelf, out: Path) -> None:
    full.export(out)
    rows = Opened(out).sheet("自评表")
    assert [row["项目代码"] for row in rows] == ["01.01.1", "01.01.2", "02.01.1", "02.01.2"]
    assert [row["类别"] for row in rows] == ["基本项", "基本项", "选择项", "待确认"]
    assert [row["佐证材料编号"] for row in rows] == ["01.01.1-01", None, "02.01.1-01", None]
    assert {"工作角色", "业务项目", "级别", "主要评价内容", "单项得分", "有效应用", "数据质量指数"} <= set(rows[0])
    items = Opened(out).sheet("项目得分")
    assert [row["业务项目"] for row in items][-1] == "合计"
    assert float(items[-1]["得分"]) == sum(float(row["得分"]) for row in items[:-1])


def exported(
    house: House, catalog: Catalog, level: str, clause: str, out: Path, object_id: int | None = None
) -> Opened:
    made = shelf(house, catalog, level, object_id=object_id)
    made.picture("界面", clause)
    made.export(out)
    return Opened(out)


def test_the_table_of_the_points_method_has_points(house: House, out: Path) -> None:
    opened = exported(house, points({}, {"grade": "二级"}), "一级", "2.1.1#1", out)
    first, *sums = opened.sheet("自评表")
    assert (first["指标编号"], first["分值"], first["自评得分"], first["佐证材料编号"]) == ("2.1.1", 1, 1, "2.1.1-01")
    assert [row["自评得分"] for row in sums] == [1, 2]


def test_the_table_of_the_compliance_method_has_units(house: House, out: Path) -> None:
    catalog, system = compliance(2), house.system("防火墙", "SEC")
    own = register.set_object(house.store, house.viewer, "核心业务", {system})
    house.judge_all(catalog, Verdict.MET, system=system)
    opened = exported(house, catalog, "基本符合", "L3-T-01#1", out, own)
    first, second = opened.sheet("自评表")
    assert (first["测评单元"], first["自评"], first["佐证材料编号"]) == ("L3-T-01", "符合", "L3-T-01-01")
    assert second["佐证材料编号"] is None
    assert "结论 符合" in str(opened.sheet("符合率")[-1]["层面"])


def test_the_manifest_fixes_every_file(full: Shelf, out: Path) -> None:
    full.export(out)
    opened = Opened(out)
    listed = {entry["path"]: entry for entry in opened.manifest["files"]}
    assert set(listed) == set(opened.files) - {"manifest.json"}
    for path, entry in listed.items():
        assert (entry["sha256"], entry["size"]) == (sha256(opened.files[path]), len(opened.files[path]))
    assert listed["佐证材料/01.01.1-01_采集界面.png"]["number"] == "01.01.1-01"
    readable = opened.files["文件清单.txt"].decode()
    assert f"{sha256(picture())}  佐证材料/01.01.1-01_采集界面.png" in readable.splitlines()


def test_the_same_input_gives_the_same_bytes(full: Shelf, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    full.export(out)
    full.house.clock.now += timedelta(hours=3)
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    full.export(out.with_name("again.zip"))
    assert out.read_bytes() == out.with_name("again.zip").read_bytes()


def test_names_that_no_system_takes(full: Shelf, out: Path) -> None:
    links = of_clause(full.catalog, "01.01.2#1")
    for title in ("检验/检查", "长" * 200, "同名", "同名", "CON", "控\x0b制"):
        full.document(title, *links, content=picture(), file="a.png")
    full.export(out)
    names = [name for name in Opened(out).evidence if name.startswith("01.01.2-")]
    assert len(names) == 6
    assert "01.01.2-01_检验_检查.png" in names
    assert max(map(len, names)) <= 64
    assert {name for name in names if "同名" in name} == {"01.01.2-03_同名.png", "01.01.2-04_同名.png"}


def test_the_log_knows_who_took_what(full: Shelf, out: Path) -> None:
    full.export(out)
    catalogs = {full.catalog.id: full.catalog}
    page = load_page(full.house.store, Viewer("审计员", Role.AUDITOR), catalogs, LogFilter())
    told = str(page)
    assert "导出" in told
    assert "材料册" in told
    assert "王主任" in told
    assert sha256(Opened(out).files["manifest.json"])[:12] in told


def test_an_export_changes_nothing_that_is_computed(full: Shelf, out: Path) -> None:
    before = full.house.store.revision(full.house.viewer)
    full.export(out)
    assert full.house.store.revision(full.house.viewer) == before


def test_without_libreoffice_it_says_so(full: Shelf, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    assert full.export(out, pdf=True).notes == (ABSENT,)
    assert Opened(out).manifest["notes"] == [ABSENT]


@pytest.mark.skipif(office_program() is None, reason="LibreOffice is not installed")
def test_pdf_copies(full: Shelf, out: Path) -> None:
    assert full.export(out, pdf=True).notes == ()
    copies = {name: data for name, data in Opened(out).files.items() if name.startswith("PDF/")}
    assert len(copies) == 4
    assert all(data.startswith(b"%PDF-") for data in copies.values())


def test_progress_is_told_to_the_end(full: Shelf, out: Path) -> None:
    told: list[tuple[str, int, int]] = []
    full.export(out, progress=lambda *step: told.append(step))
    done = [step[1] for step in told]
    assert done == sorted(done)
    assert told[-1] == ("已完成", told[0][2], told[0][2])
    assert any("01.01.1-01" in step[0] for step in told)

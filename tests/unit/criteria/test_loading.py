"""Strict loading: a small valid catalog is broken in one place; the message names file, code or field, and reason."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from criteria.loading import CatalogError, load_catalog
from criteria.models import Catalog
from tests.unit.criteria.builders import FILES, Files, write

LEVELS, POINTS, UNITS = "requirements/01.yaml", "requirements/2.1.yaml", "requirements/T.yaml"
HEAD = "catalog.yaml"
Break = Callable[[Files], object]


def refused(folder: Path) -> CatalogError:
    """The error of loading the folder, checked for what every such error must be."""
    with pytest.raises(CatalogError) as caught:
        load_catalog(folder)
    text = str(caught.value)
    assert "\n" not in text
    assert folder.name in text
    assert re.search(r"[\u4e00-\u9fff]", text)
    return caught.value


def row(files: Files, number: int = 1) -> Files:
    """A row of the first item of the levels catalog; number = its level."""
    found: Files = files[LEVELS]["items"][0]["requirements"][number]
    return found


def point(files: Files, number: int = 0) -> Files:
    found: Files = files[POINTS]["requirements"][number]
    return found


def unit(files: Files) -> Files:
    found: Files = files[UNITS]["requirements"][1]
    return found


def level(files: Files, number: int) -> Files:
    found: Files = files[HEAD]["levels"][number]
    return found


@pytest.mark.parametrize("method", FILES)
def test_the_small_catalog_loads(tmp_path: Path, method: str) -> None:
    catalog: Catalog = load_catalog(write(tmp_path, FILES[method]()))
    assert catalog.method == method


# (method, what is broken, file, code or field, reason)
BROKEN: dict[str, tuple[str, Break, str, str, str]] = {
    # shape of the fields
    "unknown key in the head": ("levels", lambda f: f[HEAD].update(colour="red"), HEAD, "colour", "未知的字段"),
    "unknown key in a row": (
        "levels",
        lambda f: row(f).update(kinds="basic"),
        "01.yaml",
        "01.01.1 kinds",
        "未知的字段",
    ),
    "unknown key in a file": ("levels", lambda f: f[LEVELS].update(gruop="x"), "01.yaml", "gruop", "未知的字段"),
    "unknown key in an indicator": ("points", lambda f: point(f).update(x=1), "2.1.yaml", "2.1.1 x", "未知的字段"),
    "unknown key in a unit": ("compliance", lambda f: unit(f).update(x=1), "T.yaml", "L3-T-02 x", "未知的字段"),
    "missing field in the head": ("levels", lambda f: f[HEAD].pop("title"), HEAD, "title", "缺少这个字段"),
    "missing field in a row": ("levels", lambda f: row(f).pop("systems"), "01.yaml", "01.01.1 systems", "缺少这个字段"),
    "missing field in an item": (
        *("levels", lambda f: f[LEVELS]["items"][0].pop("name"), "01.yaml", "01.01 name"),
        "缺少这个字段",
    ),
    "missing field in an indicator": (
        "points",
        lambda f: point(f).pop("rule"),
        "2.1.yaml",
        "2.1.1 rule",
        "缺少这个字段",
    ),
    "missing field in a unit": (
        "compliance",
        lambda f: unit(f).pop("scope"),
        "T.yaml",
        "L3-T-02 scope",
        "缺少这个字段",
    ),
    "missing group": ("levels", lambda f: f[LEVELS].pop("group"), "01.yaml", "01.01 group", "应为文字"),
    "missing thresholds": ("levels", lambda f: f[HEAD].pop("thresholds"), HEAD, "thresholds", "缺少这个字段"),
    "number where text is asked": ("levels", lambda f: f[HEAD].update(title=5), HEAD, "title", "应为文字"),
    "code without quotes": ("points", lambda f: point(f).update(name=2.1), "2.1.yaml", "2.1.1 name", "应为文字"),
    "year without quotes": ("compliance", lambda f: f[HEAD].update(edition=2019), HEAD, "edition", "应为文字"),
    "text where a number is asked": (
        *("levels", lambda f: level(f, 1).update(min_score="一"), HEAD, "levels.1.min_score"),
        "应为数",
    ),
    "text where a whole number is asked": (
        *("levels", lambda f: row(f).update(level="1"), "01.yaml", "01.01.1 level"),
        "应为整数",
    ),
    "broken level": ("levels", lambda f: row(f).update(level=1.5), "01.yaml", "01.01.1 level", "应为整数"),
    "negative level": ("levels", lambda f: row(f).update(level=-1), "01.yaml", "01.01.1 level", "数值太小"),
    "yes instead of true": ("points", lambda f: point(f).update(elective="是"), "2.1.yaml", "2.1.1 elective", "true"),
    "text instead of a list": (
        "levels",
        lambda f: row(f).update(systems="LIS"),
        "01.yaml",
        "01.01.1 systems",
        "应为列表",
    ),
    "evidence as text": (
        *("levels", lambda f: row(f).update(evidence=["截图"]), "01.yaml", "01.01.1 evidence.0"),
        "应为映射",
    ),
    "unknown kind": ("levels", lambda f: row(f).update(kind="必选"), "01.yaml", "01.01.1 kind", "允许的范围"),
    "no kind at level 1": ("levels", lambda f: row(f).update(kind=None), "01.yaml", "01.01.1", "kind"),
    "unknown coverage kind": (
        *("levels", lambda f: f[LEVELS]["items"][0]["coverage"].update(kind="share"), "01.yaml", "01.01 coverage.kind"),
        "允许的范围",
    ),
    "unknown scope": (
        "compliance",
        lambda f: unit(f).update(scope="hospital"),
        "T.yaml",
        "L3-T-02 scope",
        "允许的范围",
    ),
    "age of evidence of no days": (
        *(
            "levels",
            lambda f: row(f)["evidence"][0].update(max_age_days=0),
            "01.yaml",
            "01.01.1 evidence.0.max_age_days",
        ),
        "数值太小",
    ),
    "id with blanks": ("levels", lambda f: f[HEAD].update(id="My Catalog"), HEAD, "id", "小写字母"),
    "order from 0": ("points", lambda f: f[HEAD]["grades"][0].update(order=0), HEAD, "grades.0.order", "数值太小"),
    # codes
    "duplicate code": ("levels", lambda f: row(f, 2).update(code="01.01.1", clauses={}), "01.yaml", "01.01.1", "重复"),
    "duplicate indicator": (
        *("points", lambda f: point(f, 2).update(code="2.1.1", clauses={"2.1.1#1": "要求"}), "2.1.yaml", "2.1.1"),
        "重复",
    ),
    "duplicate item": (
        *("levels", lambda f: f["requirements/02.yaml"]["items"][0].update(item="01.01"), "01.yaml", "01.01"),
        "重复",
    ),
    "wrong clause id": (
        *("levels", lambda f: row(f).update(clauses={"01.01.1#1": "甲", "01.01.1#3": "乙"}), "01.yaml", "01.01.1"),
        "要求点编号“01.01.1#3”有误",
    ),
    "clause id of another row": (
        *("points", lambda f: point(f).update(clauses={"2.1.2#1": "甲"}), "2.1.yaml", "2.1.1"),
        "要求点编号“2.1.2#1”有误",
    ),
    "undefined level": ("levels", lambda f: row(f, 2).update(level=3), "01.yaml", "01.01.2", "级别 3 未定义"),
    "level twice in an item": ("levels", lambda f: row(f, 2).update(level=1), "01.yaml", "01.01.2", "出现两次"),
    "gap between levels": ("levels", lambda f: level(f, 2).update(level=3), HEAD, "levels", "从 1 起连续"),
    "undefined section": ("points", lambda f: point(f).update(section="9"), "2.1.yaml", "2.1.1", "章节“9”未定义"),
    "undefined parent": (
        *("points", lambda f: f[POINTS]["sections"][0].update(parent="9"), "2.1.yaml", "2.1"),
        "上级章节“9”未定义",
    ),
    "undefined grade": ("points", lambda f: point(f).update(grade="特级"), "2.1.yaml", "2.1.1", "等级“特级”未定义"),
    "undefined domain": ("compliance", lambda f: f[UNITS].update(domain="其他"), HEAD, "安全计算环境", "条款数"),
    "trigger without unit": (
        *("compliance", lambda f: f[HEAD]["hazard_triggers"][0].update(code="L3-X"), HEAD, "L3-X"),
        "不存在",
    ),
    # words of the vocabulary
    "unknown method": ("levels", lambda f: f[HEAD].update(method="stars"), HEAD, "method", "评定方法“stars”未知"),
    "missing method": ("levels", lambda f: f[HEAD].pop("method"), HEAD, "method", "未知"),
    "unknown system kind": (
        "levels",
        lambda f: row(f).update(systems=["XYZ"]),
        "01.yaml",
        "01.01.1",
        "系统类型“XYZ”未知",
    ),
    "unknown evidence type": (
        *("compliance", lambda f: unit(f)["evidence"][0].update(type="video"), "T.yaml", "L3-T-02"),
        "佐证类型“video”未知",
    ),
    "unknown provenance mark": (
        *("levels", lambda f: f[HEAD]["provenance"][0].update(mark="rumour"), HEAD, "provenance"),
        "来源标记“rumour”未知",
    ),
    # numbers that must agree
    "wrong total": (
        "levels",
        lambda f: f[HEAD]["counts"].update(requirements=7),
        HEAD,
        "counts.requirements",
        "合计应为 7",
    ),
    "wrong total of clauses": (
        "compliance",
        lambda f: f[HEAD]["counts"].update(clauses=4),
        HEAD,
        "counts.clauses",
        "实有 3",
    ),
    "wrong total of tiered": ("points", lambda f: f[HEAD]["counts"].update(tiered=2), HEAD, "counts.tiered", "实有 1"),
    "no total": ("points", lambda f: f[HEAD]["counts"].pop("clauses"), HEAD, "counts.clauses", "缺少合计数"),
    "unknown total": ("levels", lambda f: f[HEAD]["counts"].update(pages=3), HEAD, "counts.pages", "未知的合计项"),
    "lost row": (
        "points",
        lambda f: f[POINTS]["requirements"].pop(),
        HEAD,
        "counts.requirements",
        "合计应为 3，实有 2",
    ),
    "rows and published counts": ("levels", lambda f: level(f, 1).update(optional_total=5), HEAD, "levels 1", "不符"),
    "too few basic items": ("levels", lambda f: row(f).update(kind="optional"), HEAD, "levels 1", "基本项数 1"),
    "counts without minimum": ("levels", lambda f: level(f, 1).update(min_score=None), HEAD, "levels 1", "最低总分"),
    "wrong count of a domain": (
        *("compliance", lambda f: f[HEAD]["domains"][0].update(count=9), HEAD, "安全计算环境"),
        "9 条不符",
    ),
    "tiers out of order": (
        *("points", lambda f: point(f, 1)["tiers"].reverse(), "2.1.yaml", "2.1.2"),
        "由低到高",
    ),
    "falling points of tiers": (
        *("points", lambda f: point(f, 1)["tiers"][0].update(points=2.0), "2.1.yaml", "2.1.2"),
        "不得递减",
    ),
    "grade beside tiers": ("points", lambda f: point(f, 1).update(grade="一级"), "2.1.yaml", "2.1.2", "不应再写 grade"),
    "undefined grade of a tier": (
        *("points", lambda f: point(f, 1)["tiers"][0].update(grade="零级"), "2.1.yaml", "2.1.2"),
        "分档等级“零级”未定义",
    ),
    "order of grades": ("points", lambda f: f[HEAD]["grades"][2].update(order=5), HEAD, "grades", "从 1 起连续"),
    "two conclusions": ("compliance", lambda f: f[HEAD]["conclusions"].pop(), HEAD, "conclusions", "三种"),
    "default target that is no conclusion": (
        *("compliance", lambda f: f[HEAD].update(default_target="优"), HEAD, "conclusions"),
        "default_target",
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_one_broken_place_is_named(tmp_path: Path, case: str) -> None:
    method, damage, file, where, reason = BROKEN[case]
    files = FILES[method]()
    damage(files)
    error = refused(write(tmp_path, files))
    found = [problem for problem in error.problems if problem.file.endswith(file) and problem.where == where]
    assert found, f"{file}：{where} is not among {[str(problem) for problem in error.problems]}"
    assert reason in found[0].reason
    assert str(error.problems[0]) in str(error)


def test_all_problems_are_found_at_once(tmp_path: Path) -> None:
    files = FILES["levels"]()
    row(files, 1)["systems"] = "LIS"
    row(files, 2).pop("evidence")
    files[HEAD]["colour"] = "red"
    error = refused(write(tmp_path, files))
    assert len(error.problems) == 3
    assert "另有 2 处问题" in str(error)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        (HEAD, "id: [", "第 2 行不是合格的 YAML"),
        (HEAD, "id: a\nid: b\n", "键“id”重复出现"),
        (HEAD, "- 1\n- 2\n", "映射"),
        (HEAD, "", "映射"),
        (HEAD, "标题".encode("gbk"), "UTF-8"),
        (HEAD, "a: \x00", "不是合格的 YAML"),
        (HEAD, "a: .inf", "不是可用的数"),
        (HEAD, "? [a]\n: 1\n", "键不能是列表或映射"),
        (HEAD, "a: !!python/object:os.system x", "不是合格的 YAML"),
        (LEVELS, "group: a\n  items: b\n", "第 2 行不是合格的 YAML"),
        (LEVELS, "group: a\ngroup: b\n", "键“group”重复出现"),
        (LEVELS, "检验".encode("gbk"), "UTF-8"),
        (LEVELS, "text", "映射"),
        (LEVELS, "group: a\nitems: text\n", "列表"),
        (LEVELS, "group: a\nitems: [text]\n", "列表"),
    ],
)
def test_an_unreadable_file_is_named(tmp_path: Path, name: str, content: str | bytes, reason: str) -> None:
    error = refused(write(tmp_path, FILES["levels"]() | {name: content}))
    assert Path(name).name in str(error)
    assert reason in str(error)


def test_a_missing_head_is_named(tmp_path: Path) -> None:
    files = FILES["levels"]()
    del files[HEAD]
    assert "catalog.yaml：文件不存在" in str(refused(write(tmp_path, files)))


def test_a_missing_requirement_file_shows_in_the_totals(tmp_path: Path) -> None:
    files = FILES["levels"]()
    del files["requirements/02.yaml"]
    refused(write(tmp_path, files))


def test_catalogs_are_frozen(tmp_path: Path) -> None:
    catalog = load_catalog(write(tmp_path, FILES["levels"]()))
    with pytest.raises(ValueError, match="frozen"):
        catalog.title = "另一个标题"  # type: ignore[misc]

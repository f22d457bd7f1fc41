"""厂商工作清单 as files: a workbook to filter, and a document to print and to attach to a letter."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from evidence.excel import to_excel
from evidence.gap_view import NO_VENDOR
from evidence.gap_weights import Weight
from evidence.word_file import WordFile
from evidence.words import WEIGHT_NAMES
from evidence.worklist import NO_DATE, Worklist, WorklistLine, WorklistSection

TITLE = "厂商工作清单"
_HEAD = ("序号", "要求点", "要求内容", "现状与办法", "轻重", "同时满足", "完成期限")
_WIDTHS = (1.1, 3.2, 8.6, 4.6, 1.4, 4.3, 2.5)
_SUMMARY_HEAD = ("功能", "要做什么", "卡级", "计数", "加分", "最早期限")
_SUMMARY_WIDTHS = (4.2, 6.9, 1.2, 1.2, 1.2, 2.3)


@dataclass(frozen=True)
class Issue:
    """Who gives the list out, and on which day."""

    made_by: str
    on: date


def to_workbook(listed: Worklist, issue: Issue) -> bytes:
    """An .xlsx file: 清单 with one row per gap, 汇总 with the facts and the numbers per feature."""
    return to_excel({"清单": lines_table(listed), "汇总": _summary_table(listed, issue)})


def lines_table(listed: Worklist) -> pd.DataFrame:
    """One row per gap, in the order of the list."""
    rows = [
        {
            "序号": number,
            "功能": section.name,
            "要做什么": section.build,
            "评审目标": line.target,
            "标准": line.standard,
            "要求点": line.gap.clause,
            "名称": line.gap.name,
            "要求内容": line.gap.text,
            "只涉及": line.part,
            "另需功能": "、".join(line.together_with),
            "原因": line.reason,
            "怎么办": line.remedy,
            "轻重": line.weight,
            "应提交的材料": "\n".join(filter(None, (section.proof, *line.evidence))),
            "同时满足": helped_text(line),
            "整改任务": line.gap.task.title if line.gap.task else "",
            "完成期限": line.due,
            "合同费用": line.payment,
            "合同原文": line.cover.quote.text if line.cover and line.cover.quote else "",
        }
        for number, (section, line) in enumerate(_numbered(listed), start=1)
    ]
    return pd.DataFrame(rows, columns=None if rows else ["序号", "功能", "要求点"])


def _numbered(listed: Worklist) -> list[tuple[WorklistSection, WorklistLine]]:
    return [(section, line) for section in listed.sections for line in section.lines]


def helped_text(line: WorklistLine) -> str:
    """智慧管理 4级 01.3.4#3、#4; a line per requirement."""
    points: dict[str, list[str]] = {}
    for other in line.also_helps:
        code, _, number = other.clause.id.partition("#")
        points.setdefault(f"{other.standard} {code}", []).append(f"#{number}")
    return "\n".join(name + "、".join(numbers) for name, numbers in points.items())


def _summary_table(listed: Worklist, issue: Issue) -> pd.DataFrame:
    parts: list[tuple[str, list[tuple[str, str]]]] = [
        ("基本情况", _facts(listed, issue)),
        ("评审目标", [(facts.name, text) for facts, text in zip(listed.targets, _target_texts(listed), strict=True)]),
        ("轻重", [(WEIGHT_NAMES[weight], f"{count} 项") for weight, count in listed.weights.items()]),
        ("原因", [(reason, f"{count} 项") for reason, count in listed.reasons.items()]),
        ("功能", [(section.name, f"{len(section.lines)} 项；{section.build}") for section in listed.sections]),
    ]
    rows = [{"类别": name, "名称": key, "内容": value} for name, entries in parts for key, value in entries]
    return pd.DataFrame(rows)


def _facts(listed: Worklist, issue: Issue) -> list[tuple[str, str]]:
    example = [("说明", "含示例数据，不是医院的真实情况")] if listed.example else []
    return [
        ("医院", listed.hospital),
        ("系统", " ".join(filter(None, (listed.system.name, listed.system.product, listed.system.product_version)))),
        ("厂商", listed.vendor or NO_VENDOR),
        ("合同", listed.contract or "未登记"),
        ("制表人", issue.made_by or "未填写"),
        ("制表日期", str(issue.on)),
        *example,
    ]


def _target_texts(listed: Worklist) -> list[str]:
    texts = []
    for facts in listed.targets:
        when = f"{facts.target.review_on} 评审，{_left(facts.days_left)}" if facts.target.review_on else "评审日期未定"
        texts.append(f"{when}；差距 {facts.gaps} 项，其中卡级 {facts.blocking} 项")
    return texts


def _left(days: int | None) -> str:
    if days is None:
        return ""
    return f"还有 {days} 天" if days >= 0 else f"已过 {-days} 天"


def to_word(listed: Worklist, issue: Issue) -> bytes:
    """A .docx file: cover, summary, then a table per feature."""
    file = WordFile(f"{TITLE}：{listed.system.name}", issue.made_by or listed.hospital, issue.on)
    _cover(file, listed, issue)
    _summary(file, listed)
    if listed.sections:
        file.landscape()
        _details(file, listed)
    return file.as_bytes()


def _cover(file: WordFile, listed: Worklist, issue: Issue) -> None:
    file.title(TITLE, f"{listed.hospital} · {listed.system.name}")
    file.facts(_facts(listed, issue))
    file.heading("评审目标")
    rows = [(facts.name, text) for facts, text in zip(listed.targets, _target_texts(listed), strict=True)]
    file.facts(rows)


def _summary(file: WordFile, listed: Worklist) -> None:
    weights = "，".join(f"{WEIGHT_NAMES[weight]} {count} 项" for weight, count in listed.weights.items())
    file.heading("汇总")
    if not listed.sections:
        file.text("按目前的判定和材料，这个系统没有差距。")
        return
    file.text(f"差距共 {len(listed.lines)} 项：{weights}。")
    file.text("，".join(f"{reason} {count} 项" for reason, count in listed.reasons.items()) + "。", label="原因")
    file.text("卡级：不补齐就达不到目标；计数：计入须达到的项数；加分：只影响得分。", label="轻重")
    file.table(_SUMMARY_HEAD, [_summary_row(section) for section in listed.sections], _SUMMARY_WIDTHS)


def _summary_row(section: WorklistSection) -> tuple[str, ...]:
    counts = (str(section.weights[weight] or "") for weight in Weight)
    return section.name, section.build, *counts, str(section.due_on or NO_DATE)


def _details(file: WordFile, listed: Worklist) -> None:
    number = 0
    for place, section in enumerate(listed.sections, start=1):
        file.heading(f"{place}. {section.name}（{len(section.lines)} 项）")
        file.text(section.build, label="要做什么")
        if section.feature:
            file.text(section.proof, label="应提交的材料")
            file.text("；".join(section.evidence), label="评审时会看")
        rows = [_row(number + at, line, section) for at, line in enumerate(section.lines, start=1)]
        file.table(_HEAD, rows, _WIDTHS)
        number += len(rows)


def _row(number: int, line: WorklistLine, section: WorklistSection) -> tuple[str, ...]:
    """Without a feature a line says itself what is looked at."""
    seen = [f"评审时会看：{'；'.join(line.evidence)}"] if line.evidence and not section.feature else []
    limits = [f"（只涉及：{line.part}）"] if line.part else []
    limits += [f"（另需：{'、'.join(line.together_with)}）"] if line.together_with else []
    return (
        str(number),
        f"{line.standard}\n{line.gap.clause}",
        "\n".join([line.gap.text, *limits]),
        "\n".join([f"{line.reason}：{line.remedy}", *seen, *([f"费用：{line.payment}"] if line.cover else [])]),
        line.weight,
        helped_text(line),
        line.due,
    )

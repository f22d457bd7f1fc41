"""The words of a binder (`wording.yaml`) and sentences that several of its files share."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from criteria.vocabulary import vocabulary
from criteria.yaml_reader import read_yaml
from evidence.binder.content import Binder, BoundDocument, Cover, Lack, LeftOut
from evidence.records import Document
from evidence.standing import Basis, level_label
from evidence.words import BASIS_NAMES

NONE = "—"
LACK_HEAD = ("要求点", "要求内容", "缺什么", "责任系统", "厂商", "轻重")
LEFT_OUT_HEAD = ("编号", "材料名称", "涉及", "未放入的原因")


@cache
def wording() -> Mapping[str, str]:
    """Key → words."""
    found: dict[str, Any] = read_yaml(Path(__file__).with_name("wording.yaml"))
    return {key: str(words) for key, words in found.items()}


def rules_of(cover: Cover) -> tuple[str, ...]:
    """By which rules the documents were chosen and numbered, a sentence each."""
    words = wording()
    day = words["at_review" if cover.at_review else "at_making"].format(day=cover.day)
    example = (words["example"],) if cover.example else ()
    return (*example, words["only"], day, words["numbers"], words["official" if cover.official else "restated"])


def facts_of(binder: Binder) -> list[tuple[str, str]]:
    """Whose binder it is, for what, by whom and when."""
    cover = binder.cover
    return [
        ("医院", cover.hospital),
        ("标准", cover.standard),
        ("目标", cover.target_name),
        ("评审日期", str(cover.target.review_on or "未定")),
        ("制作人", cover.made_by or "未填写"),
        ("制作日期", str(cover.made_on)),
    ]


def conclusion_of(binder: Binder) -> str:
    """功能 5级，自评 4级，有据 3级（按 2026-06-10 有效的材料计算）."""
    levels = "，".join(f"{BASIS_NAMES[basis]} {level_label(binder.standing.on(basis))}" for basis in Basis)
    return f"{levels}（有据按 {binder.cover.day} 有效的材料计算）"


def counts_of(binder: Binder) -> str:
    """39 个分项，收录材料 120 份；缺项 45 处，未放入的材料 12 份。"""
    return (
        f"{len(binder.items)} 个分项，收录材料 {len(binder.documents)} 份；"
        f"缺项 {len(binder.lacks)} 处，未放入的材料 {len(binder.left_out)} 份。"
    )


def kind_name(document: Document) -> str:
    """功能截图."""
    return vocabulary().evidence_types.get(document.kind, document.kind)


def refs(proves: Iterable[str]) -> str:
    """05.01.6#1、#2，05.01.5#1; a measure as it is called."""
    groups: dict[str, list[str]] = {}
    for ref in proves:
        code, mark, part = ref.partition("#")
        groups.setdefault(code, []).append(mark + part)
    return "，".join(code + "、".join(parts) for code, parts in groups.items())


def caption_of(bound: BoundDocument, note: str = "") -> str:
    """05.01.6-01 标本采集界面（2026-02-01 生效；证明 05.01.6#2）."""
    facts = "；".join(filter(None, (f"{bound.document.effective_on} 生效", f"证明 {refs(bound.proves)}", note)))
    return f"{bound.number} {bound.document.title}（{facts}）"


def lack_row(lack: Lack) -> tuple[str, ...]:
    """A line under LACK_HEAD."""
    name = f"{lack.clause}\n{lack.name}"
    return (name, lack.text, lack.reason, lack.system or NONE, lack.vendor or NONE, lack.weight or NONE)


def left_out_row(entry: LeftOut) -> tuple[str, ...]:
    """A line under LEFT_OUT_HEAD."""
    return (entry.number, entry.document.title, refs(entry.proves), entry.reason)

"""What a comparison says in words, and the differences between two wordings."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

import pandas as pd
import rjieba

from criteria.vocabulary import Kind
from evidence.official_wording.comparing import Compared, Comparison, Contradiction, KindChange, LeftOut, Wording
from evidence.official_wording.words import layout_words
from evidence.words import KIND_NAMES

WORDING_WORDS = {
    Wording.SAME: "条文一致",
    Wording.DIFFERS: "条文不同",
    Wording.COUNT: "要求点数目不同",
    Wording.UNSAID: "",
}
KIND_WORDS = {
    KindChange.CONFIRMED: "确认{kind}",
    KindChange.DIFFERS: "改为{kind}",
    KindChange.SAME: "",
    KindChange.UNSAID: "",
}


@dataclass(frozen=True)
class Piece:
    """Some words of two texts: in both, only in the catalog's (`removed`), or only in the official one (`added`)."""

    text: str
    mark: Literal["same", "removed", "added"]


def change_words(entry: Compared) -> str:
    """条文不同、确认基本项."""
    kind = KIND_WORDS[entry.kind_change].format(kind=kind_word(entry.kind))
    return "、".join(filter(None, (WORDING_WORDS[entry.wording], kind)))


def kind_word(kind: Kind | None) -> str:
    """基本项, 选择项, 待确认; empty where nothing is said."""
    return KIND_NAMES[kind] if kind is not None else ""


def contradiction_words(entry: Contradiction) -> str:
    """A warning of one sentence."""
    return (
        f"采用后 {entry.level} 级基本项为 {entry.basic} 个，与标准公布的 {entry.published} 个不符，"
        "该级不会判定为确定达到，请核对文件。"
    )


def warnings(found: Comparison) -> list[str]:
    """What a person must know before adopting a document, one sentence each."""
    differs = [entry.code for entry in found.other_kinds]
    holes = [entry.code for entry in found.holes]
    unsaid = [entry.code for entry in found.compared if entry.own_kind is Kind.UNCONFIRMED and entry.kind is None]
    return [
        *map(contradiction_words, found.contradictions()),
        *([f"{_some(differs)}的基本项或选择项与目录中已确认的不同，采用后以文件为准，请先核对。"] if differs else []),
        *([f"{_some(holes)}在文件中没有，而它前后的条款都有，像是缺了行，请先核对。"] if holes else []),
        *([f"{_some(unsaid)}在文件中没有写明是基本项还是选择项，仍按待确认计算。"] if unsaid else []),
        *(
            f"表 {entry.table}（{entry.rows} 行）是《{entry.title}》的内容，没有对照；请选定该标准再对照一次。"
            for entry in found.elsewhere
        ),
    ]


def _some(codes: list[str]) -> str:
    """The codes, or the first of many with their number."""
    most = layout_words().named_codes
    return "、".join(codes[:most]) + (f" 等 {len(codes)} 条" if len(codes) > most else " ")


def differences(own: str, official: str) -> list[Piece]:
    """What was taken out of the catalog's wording and put in, word by word."""
    before, after = rjieba.cut(own), rjieba.cut(official)
    pieces: list[Piece] = []
    for change, b1, b2, a1, a2 in SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        if change == "equal":
            pieces.append(Piece("".join(after[a1:a2]), "same"))
            continue
        if b1 < b2:
            pieces.append(Piece("".join(before[b1:b2]), "removed"))
        if a1 < a2:
            pieces.append(Piece("".join(after[a1:a2]), "added"))
    return pieces


def differences_table(entries: list[Compared]) -> pd.DataFrame:
    """One row per requirement, for choosing and for export."""
    columns = ["条款", "名称", "级别", "变化", "目录类别", "官方类别", "目录条文", "官方条文", "附表序号", "出处"]
    return pd.DataFrame([list(_line(entry)) for entry in entries], columns=columns)


def _line(entry: Compared) -> Iterator[str]:
    yield entry.code
    yield entry.name
    yield entry.level
    yield change_words(entry) or "一致"
    yield kind_word(entry.own_kind)
    yield kind_word(entry.kind)
    yield _numbered(entry.own_clauses)
    yield _numbered(entry.clauses)
    yield entry.number
    yield f"{entry.place}（按名称和级别对应）" if entry.by_name else entry.place


def _numbered(texts: tuple[str, ...]) -> str:
    if len(texts) < 2:
        return "".join(texts)
    return " ".join(f"（{number}）{text}" for number, text in enumerate(texts, 1))


def left_out_table(entries: tuple[LeftOut, ...]) -> pd.DataFrame:
    """The rows that are not applied, with the reason and what they may mean."""
    return pd.DataFrame(
        [
            [
                entry.place,
                entry.text,
                entry.reason,
                "、".join(f"{p.code}（{p.likeness:.0%}）" for p in entry.proposals),
            ]
            for entry in entries
        ],
        columns=["出处", "内容", "原因", "条文相近的条款"],
    )


def missing_table(comparison: Comparison) -> pd.DataFrame:
    """The requirements of which the document says nothing."""
    return pd.DataFrame(
        [[entry.code, entry.name, entry.level] for entry in comparison.missing], columns=["条款", "名称", "级别"]
    )

"""总目录 and 缺项清单: what is in a binder, where, and what is not."""

from collections.abc import Sequence

from evidence.binder.content import Binder, BinderItem
from evidence.binder.lack_tables import lack_tables
from evidence.binder.words import (
    conclusion_of,
    counts_of,
    facts_of,
    kind_name,
    refs,
    rules_of,
    wording,
)
from evidence.word_file import WordFile

_ITEM_HEAD = ("编码", "分项", "要求点", "已证明", "材料", "缺项", "文件")
_ITEM_WIDTHS = (1.9, 4.3, 1.4, 1.5, 1.2, 1.2, 5.7)
_DOCUMENT_HEAD = ("编号", "材料名称", "类型", "生效日期", "证明", "文件")
_DOCUMENT_WIDTHS = (2.4, 4.1, 1.8, 2.3, 2.4, 4.2)


def index_document(binder: Binder, paths: Sequence[str]) -> bytes:
    """总目录.docx. `paths`: of the documents of the items, in their order."""
    file = _opened(binder, wording()["index"], "材料册")
    file.facts([*facts_of(binder), ("当前水平", conclusion_of(binder)), ("内容", counts_of(binder))])
    for rule in rules_of(binder.cover):
        file.text(rule)
    file.text(wording()["confidential"], "密级")
    file.heading("分项")
    rows = [_item_row(item, path) for item, path in zip(binder.items, paths, strict=True)]
    file.table(_ITEM_HEAD, rows, _ITEM_WIDTHS)
    file.heading("材料")
    listed = [
        (
            bound.number,
            bound.document.title,
            kind_name(bound.document),
            str(bound.document.effective_on),
            refs(bound.proves),
            bound.path,
        )
        for bound in binder.documents
    ]
    if listed:
        file.table(_DOCUMENT_HEAD, listed, _DOCUMENT_WIDTHS)
    else:
        file.text("没有可以放入的材料，见缺项清单。")
    return file.as_bytes()


def _item_row(item: BinderItem, path: str) -> tuple[str, ...]:
    proven = sum(clause.proven for requirement in item.requirements for clause in requirement.clauses)
    numbers = (item.clause_count, proven, len(item.documents), len(item.lacks))
    return (item.code, item.name, *map(str, numbers), path)


def lack_document(binder: Binder) -> bytes:
    """缺项清单.docx."""
    file = _opened(binder, wording()["lacks"], "材料册的缺项")
    file.facts([*facts_of(binder), ("当前水平", conclusion_of(binder))])
    for rule in rules_of(binder.cover):
        file.text(rule)
    lack_tables(file, binder.lacks, binder.left_out)
    file.text(wording()["confidential"])
    return file.as_bytes()


def _opened(binder: Binder, title: str, below: str) -> WordFile:
    cover = binder.cover
    file = WordFile(f"{title} · {cover.target_name}", cover.made_by or cover.hospital, cover.made_on)
    file.title(title, f"{cover.hospital} · {cover.target_name} · {below}")
    return file

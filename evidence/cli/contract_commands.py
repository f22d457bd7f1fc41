"""Commands on maintenance contracts: what a text says."""

import sys
from pathlib import Path

import click

from evidence.cli.output import json_option, print_json
from evidence.contracts.draft import ContractDraft, Quote, draft_as_json, fields
from evidence.contracts.files import SourceText, read_contract_file
from evidence.contracts.wording import told
from evidence.errors import NotFoundError

_BY_OCR = "文字由扫描件识别而来，个别字可能有误，请对照原件核对。"


@click.command()
@click.argument("file", metavar="文件", type=click.Path(path_type=Path))
@json_option
def contract(file: Path, as_json: bool) -> None:
    """读一份维保合同或采购需求（.docx、.pdf、.txt；“-”表示从标准输入粘贴），列出读到的内容和原文出处。"""
    source, draft = read_contract_file(*_content(file))
    if as_json:
        print_json(draft_as_json(draft) | {"by_ocr": source.by_ocr})
    else:
        _print_draft(source, draft)


def _content(file: Path) -> tuple[str, bytes]:
    if str(file) == "-":
        return "粘贴的文字.txt", sys.stdin.buffer.read()
    if not file.is_file():
        raise NotFoundError(f"文件 {file} 不存在，请核对路径。")
    return file.name, file.read_bytes()


def _print_draft(source: SourceText, draft: ContractDraft) -> None:
    if source.by_ocr:
        click.echo(f"! {_BY_OCR}")
    plain = draft_as_json(draft)
    for field in fields():
        for number, fact in enumerate(draft.facts_of(field.key)):
            value = plain[field.key][number] if field.several else plain[field.key]
            click.echo(f"{field.name}：{told(value)}{f'（{fact.note}）' if fact.note else ''}")
            _print_quotes(fact.quotes)
    for problem in draft.problems:
        click.echo(f"? {problem.message}")
        _print_quotes(problem.quotes)
    if draft.not_understood:
        click.echo(f"未能理解的义务 {len(draft.not_understood)} 句：")
        _print_quotes(draft.not_understood)


def _print_quotes(quotes: tuple[Quote, ...]) -> None:
    for quote in quotes:
        click.echo(f"    第 {quote.line} 行：{' '.join(quote.text.split())}")

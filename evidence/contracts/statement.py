"""履约与扣款对账单 as a Word file for the year-end talk: what was done, late and missed, and what the contract says."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from evidence.contracts.obligations import STATE_NAMES, Obligation, State
from evidence.contracts.penalties import STATE_NAMES as ENTRY_STATES
from evidence.contracts.penalties import Cap, Entry
from evidence.contracts.penalty_account import Ledger, amount_text, money_text, outcome_counts, remark
from evidence.contracts.penalty_terms import percent, terms_by_person
from evidence.contracts.ticket_times import STAGE_NAMES
from evidence.contracts.tickets_compared import ComparedTicket, stage_text
from evidence.word_file import WordFile

TITLE = "维保合同履约与扣款对账单"
_NOT_ENTERED = "未录入"
_EXAMPLE = "含示例数据，不是医院的真实情况"


def to_word(found: Ledger, hospital: str, vendor: str, made_by: str, on: date) -> bytes:
    """A .docx file: facts, obligations, tickets, penalties with the quoted clauses, totals, lines for signatures.

    `hospital`, `vendor`: names of the two parties; `made_by`, `on`: who gives it out, and when.
    """
    file = WordFile(f"{TITLE}：{found.facts.title}", made_by or hospital, on)
    file.title(TITLE, found.facts.title)
    file.facts(_facts(found, hospital, vendor, made_by, on))
    _summary(file, found)
    file.landscape()
    _obligations(file, found)
    _tickets(file, found)
    _penalties(file, found)
    _caps(file, found)
    _signatures(file, hospital, vendor)
    return file.as_bytes()


def _facts(found: Ledger, hospital: str, vendor: str, made_by: str, on: date) -> list[tuple[str, str]]:
    facts = found.facts
    period = f"{facts.starts or _NOT_ENTERED} 至 {facts.ends or _NOT_ENTERED}"
    amount = f"{facts.amount:,.2f} 元" if facts.amount is not None else f"合同金额{_NOT_ENTERED}"
    return [
        ("甲方", hospital),
        ("乙方", vendor or _NOT_ENTERED),
        ("合同", facts.title),
        ("服务期", period),
        ("合同金额", amount),
        ("对账期间", f"{found.first} 至 {found.last}"),
        ("制表人", made_by or "未填写"),
        ("制表日期", str(on)),
        *([("说明", _EXAMPLE)] if found.example else []),
    ]


def _summary(file: WordFile, found: Ledger) -> None:
    states = Counter(entry.state for entry in found.obligations)
    late = sum(bool(entry.broken) for entry in found.tickets)
    unsolved = sum(entry.ticket.is_open for entry in found.tickets)
    file.heading("汇总")
    counts = "，".join(f"{name} {states[state]} 项" for state, name in STATE_NAMES.items())
    file.text(f"到期的履约义务 {len(found.obligations)} 项：{counts}。")
    file.text(f"故障工单 {len(found.tickets)} 张，其中有超时的 {late} 张，未解决 {unsolved} 张。")
    for line in total_lines(found):
        file.text(line)


def total_lines(found: Ledger) -> Iterator[str]:
    """The totals in sentences."""
    if not found.account.entries:
        yield "期间没有违约事项。"
        return
    yield f"扣款合计 {money_text(found.account.total)}。"
    if found.account.payable != found.account.total:
        yield f"按合同约定的上限，应付 {money_text(found.account.payable)}。"
    if found.account.open:
        yield f"另有 {found.account.open} 项金额待定，没有计入合计。"
    for cap in found.account.may_terminate:
        yield f"扣款{cap.hit}合同约定的上限，甲方有权{cap.effect}。"


def _obligations(file: WordFile, found: Ledger) -> None:
    file.heading("履约义务")
    if not found.obligations:
        file.text("期间没有到期的履约义务。")
        return
    order = (State.MISSED, State.LATE, State.DONE, State.DUE)
    ordered = sorted(found.obligations, key=lambda entry: order.index(entry.state))
    rows = [_obligation_row(entry) for entry in ordered]
    file.table(("履约义务", "应履约日期", "履约日期", "状态", "材料", "合同原文"), rows, (5.2, 2.5, 2.5, 2.3, 4.4, 8.6))


def _obligation_row(entry: Obligation) -> tuple[str, ...]:
    delivery = entry.delivery
    example = "（示例）" if delivery and delivery.example else ""
    return (
        entry.title,
        str(entry.due_on or "未定"),
        str(delivery.delivered_on) if delivery else "",
        STATE_NAMES[entry.state],
        f"{delivery.document or delivery.note}{example}" if delivery else "",
        entry.quote,
    )


def _tickets(file: WordFile, found: Ledger) -> None:
    file.heading("故障工单")
    if not found.tickets:
        file.text("期间没有登记故障工单。")
        return
    for stage, counts in outcome_counts(found.tickets).items():
        if counts:
            file.text("，".join(f"{name} {count} 张" for name, count in counts.items()) + "。", label=stage)
    head = ("编号", "报修时间", "系统", "级别", "故障现象", *STAGE_NAMES.values())
    rows = [_ticket_row(entry) for entry in found.tickets]
    file.table(head, rows, (1.2, 2.4, 3.2, 2, 5.4, 2.8, 2.8, 2.8, 2.8))
    for said in dict.fromkeys(stage.said for entry in found.tickets for stage in entry.stages if stage.said):
        file.text(f"{said}。", label="计时")


def _ticket_row(entry: ComparedTicket) -> tuple[str, ...]:
    ticket = entry.ticket
    return (
        str(ticket.id),
        f"{ticket.reported_at:%Y-%m-%d %H:%M}",
        entry.system,
        entry.severity,
        f"{ticket.title}{'（示例）' if ticket.example else ''}",
        *(stage_text(stage) for stage in entry.stages),
    )


def _penalties(file: WordFile, found: Ledger) -> None:
    file.heading("违约与扣款")
    if found.account.entries:
        rows = [_penalty_row(entry) for entry in found.account.entries]
        file.table(("情形", "扣款", "状态", "说明", "合同原文"), rows, (7.6, 3.6, 2.4, 4.6, 7.3))
    for line in total_lines(found):
        file.text(line)
    for fact in terms_by_person(found.facts.draft):
        quote = fact.quotes[0].text if fact.quotes else fact.value.event
        file.text(quote, label="需人工认定的约定")


def _penalty_row(entry: Entry) -> tuple[str, ...]:
    example = "（示例）" if entry.breach.example else ""
    clauses = "\n".join(quote.text for quote in entry.quotes)
    return (f"{entry.breach.title}{example}", amount_text(entry), ENTRY_STATES[entry.state], remark(entry), clauses)


def _caps(file: WordFile, found: Ledger) -> None:
    if not found.account.caps:
        return
    file.heading("上限")
    rows = [_cap_row(cap) for cap in found.account.caps]
    file.table(("上限", "已累计", "距上限", "达到后", "合同原文"), rows, (4.6, 4.2, 4.2, 4.2, 8.3))


def _cap_row(cap: Cap) -> tuple[str, ...]:
    """The share and the amount, what counts against it, the distance, what may follow, the clause."""
    share = percent(cap.share) if cap.share is not None else ""
    limit = f"{cap.limit:,.2f} 元" if cap.limit is not None else cap.said
    reached = money_text(cap.reached) + ("（本合同年度）" if cap.yearly else "")
    left = money_text(cap.left) if cap.left is not None else "无法计算"
    return (f"{share} {limit}".strip(), reached, left, cap.effect or "不再增加", cap.quote.text if cap.quote else "")


def _signatures(file: WordFile, hospital: str, vendor: str) -> None:
    file.heading("双方确认")
    lines = "\n\n签字（盖章）：\n\n日期："
    file.table((), [(f"甲方：{hospital}{lines}", f"乙方：{vendor or '　'}{lines}")], (12.7, 12.7))

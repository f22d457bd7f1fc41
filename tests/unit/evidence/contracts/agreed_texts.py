"""Contracts under test, read from a few sentences as they stand in real ones."""

from datetime import date, datetime

from evidence.contracts.draft import ContractDraft
from evidence.contracts.reading import read_contract
from evidence.contracts.record import Confirmation, confirm_contract
from tests.unit.evidence.house import House

OPENING = """检验信息系统维保服务合同
甲方：人民医院
乙方：瑞美软件有限公司
一、维保系统：检验信息系统。
二、服务期：2026年1月1日至2026年12月31日。
"""
TIMES = """三、故障响应：
一级故障：30分钟内响应，2小时内到达现场，4小时内解决。
二级故障：1小时内响应，2个工作日内解决。
"""
INSPECTIONS = "四、乙方每季度进行一次现场巡检，每次巡检结束后5个工作日内提交巡检报告。\n"


def draft_of(*sentences: str) -> ContractDraft:
    """What is read from the opening of a contract and some sentences more."""
    return read_contract(OPENING + "\n".join(sentences))


def agree(house: House, system: int, *sentences: str, title: str = "检验维保合同") -> int:
    """Confirms such a contract for a system and returns its id."""
    text = OPENING + "\n".join(sentences)
    given = Confirmation(title, read_contract(text), (system,), "瑞美", text=text)
    return confirm_contract(house.store, house.viewer, given)


def at(text: str) -> datetime:
    """A local moment from 2026-03-02 09:30."""
    return datetime.fromisoformat(text)


def day(text: str) -> date:
    """A date from 2026-03-02."""
    return date.fromisoformat(text)

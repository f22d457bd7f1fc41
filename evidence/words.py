"""The Chinese words and signs for codes, the same on screens, in exports and on the command line."""

from collections.abc import Mapping
from dataclasses import dataclass

from criteria.vocabulary import VERDICT_WORDS, Kind, Verdict
from evidence.accounts.overview import AccountState
from evidence.gap_weights import Weight
from evidence.gaps import Reason
from evidence.situation import Proof
from evidence.standing import Basis
from evidence.viewer import Role


@dataclass(frozen=True)
class Sign:
    """A state as word, sign and colour; the sign carries the meaning where colour cannot be seen."""

    word: str
    sign: str
    colour: str

    def __str__(self) -> str:
        return f"{self.sign} {self.word}"


GREEN, AMBER, RED, GREY, LIGHT, ACCENT = "#2E7D32", "#B26A00", "#B3261E", "#6B7280", "#C4C7CC", "#1F4E79"

VERDICT_SIGNS: Mapping[Verdict, Sign] = {
    Verdict.MET: Sign(VERDICT_WORDS[Verdict.MET], "●", GREEN),
    Verdict.PARTIAL: Sign(VERDICT_WORDS[Verdict.PARTIAL], "◐", AMBER),
    Verdict.UNMET: Sign(VERDICT_WORDS[Verdict.UNMET], "○", RED),
    Verdict.UNKNOWN: Sign(VERDICT_WORDS[Verdict.UNKNOWN], "–", GREY),
    Verdict.NOT_APPLICABLE: Sign(VERDICT_WORDS[Verdict.NOT_APPLICABLE], "/", LIGHT),
}

PROOF_SIGNS: Mapping[Proof, Sign] = {
    Proof.CURRENT: Sign("有据", "✔", GREEN),
    Proof.PENDING: Sign("待审", "…", AMBER),
    Proof.RETURNED: Sign("退回", "↩", RED),
    Proof.EXPIRED: Sign("过期", "⌛", AMBER),
    Proof.NONE: Sign("无", "∅", GREY),
}

DOCUMENT_SIGNS: Mapping[str, Sign] = {
    "pending": Sign("待审", "…", AMBER),
    "accepted": Sign("已采纳", "✔", GREEN),
    "returned": Sign("退回", "↩", RED),
    "expired": Sign("过期", "⌛", AMBER),
    "superseded": Sign("已被新版替换", "⇧", GREY),
}

BASIS_NAMES: Mapping[Basis, str] = {Basis.FUNCTIONAL: "功能", Basis.CLAIMED: "自评", Basis.PROVEN: "有据"}

KIND_NAMES: Mapping[Kind, str] = {Kind.BASIC: "基本项", Kind.OPTIONAL: "选择项", Kind.UNCONFIRMED: "待确认"}

REASON_NAMES: Mapping[Reason, str] = {
    Reason.NO_SYSTEM: "没有责任系统",
    Reason.NOT_ASSESSED: "未评估",
    Reason.UNMET: "不符合",
    Reason.PARTIAL: "部分符合",
    Reason.COVERAGE_LOW: "有效应用不足",
    Reason.DATA_QUALITY_LOW: "数据质量不足",
    Reason.NO_DOCUMENT: "缺佐证材料",
    Reason.DOCUMENT_PENDING: "材料待审",
    Reason.DOCUMENT_RETURNED: "材料被退回",
    Reason.DOCUMENT_EXPIRED: "材料已过期",
}

# What closes a gap of each reason.
REASON_REMEDIES: Mapping[Reason, str] = {
    Reason.NO_SYSTEM: "登记承担这项要求的系统，或由医院整体作出判定",
    Reason.NOT_ASSESSED: "由责任系统的工程师对照要求作出判定",
    Reason.UNMET: "由厂商开发或启用这项功能，完成后重新判定",
    Reason.PARTIAL: "补齐尚缺的部分，完成后重新判定",
    Reason.COVERAGE_LOW: "扩大实际应用范围，达到比例后重新统计",
    Reason.DATA_QUALITY_LOW: "整改数据，使本级数据质量指数不低于 0.5",
    Reason.NO_DOCUMENT: "上传能证明这项要求的材料并送审",
    Reason.DOCUMENT_PENDING: "审核已上传的材料",
    Reason.DOCUMENT_RETURNED: "按退回原因补正后重新上传",
    Reason.DOCUMENT_EXPIRED: "上传仍在有效期内的新材料",
}

WEIGHT_NAMES: Mapping[Weight, str] = {
    Weight.BLOCKS: "卡级",
    Weight.COUNTS: "计数",
    Weight.POINTS: "加分",
}

TASK_STATES: Mapping[str, str] = {"todo": "待办", "doing": "进行中", "verifying": "待验证", "done": "完成"}

MEASURE_NAMES: Mapping[str, str] = {"clause": "要求点", "coverage": "有效应用统计", "data_quality": "数据质量统计"}

ROLE_NAMES: Mapping[Role, str] = {
    Role.ADMIN: "管理员",
    Role.HEAD: "主任",
    Role.ENGINEER: "工程师",
    Role.VENDOR: "厂商",
    Role.EXPERT: "专家",
    Role.AUDITOR: "审计员",
}

# What a person with a role may do.
ROLE_RIGHTS: Mapping[Role, str] = {
    Role.ADMIN: "管理账号和设置，并可使用全部功能",
    Role.HEAD: "全部功能，含医院信息和评审目标",
    Role.ENGINEER: "登记、判定、审核、整改",
    Role.VENDOR: "只能看到和处理本厂商系统的要求、材料和任务",
    Role.EXPERT: "在期限内查看，并填写安排了自己的模拟评审；须填写截止日期",
    Role.AUDITOR: "只看审计日志和账号清单",
}

ACCOUNT_SIGNS: Mapping[AccountState, Sign] = {
    AccountState.USABLE: Sign("可登录", "●", GREEN),
    AccountState.INVITED: Sign("待接受邀请", "…", AMBER),
    AccountState.UNUSABLE: Sign("未设密码", "∅", AMBER),
    AccountState.LOCKED: Sign("已锁定", "▣", RED),
    AccountState.LATER: Sign("未到开始日期", "◔", AMBER),
    AccountState.ENDED: Sign("已过截止日期", "⌛", GREY),
    AccountState.DISABLED: Sign("已停用", "○", GREY),
}

# What a patient may be known by.
IDENTITY_NAMES: Mapping[str, str] = {
    "identity": "身份证号",
    "mobile": "手机号",
    "landline": "固定电话",
    "bank": "银行卡号",
    "record": "病案号等编号",
    "name": "姓名",
    "address": "住址",
    "birth": "出生日期",
    "mail": "电子邮箱",
}

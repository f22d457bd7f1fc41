"""Which systems are covered, for whom and by whom."""

import pytest

from criteria.vocabulary import vocabulary
from evidence.contracts.draft import draft_as_json
from evidence.contracts.reader.kinds import kind_of
from evidence.contracts.reader.words import words
from evidence.contracts.reading import read_contract

DUTY = "\n二、服务期：一年。供应商每季度巡检一次。\n"


def systems(text: str) -> list[tuple[str, str | None, str | None]]:
    return [(s["name"], s["kind"], s["version"]) for s in draft_as_json(read_contract(text + DUTY))["systems"]]


@pytest.mark.parametrize(
    "text",
    [
        "东山县人民医院LIS系统、血库管理系统维保服务技术参数",
        "东山县人民医院2026年度LIS系统、血库管理系统维保服务采购需求",
        "一、维保系统：LIS系统、血库管理系统。",
        "一、本合同维保的系统包括：LIS系统、血库管理系统，共两个系统。",
        "本项目为LIS系统和血库管理系统两个系统的维护服务。",
        "一、系统名称\n1. LIS系统\n2. 血库管理系统",
        "维护内容\n序号\n名称\n数量\n1\nLIS系统\n1套\n2\n血库管理系统\n1套",
        "维护对象\n系统名称\t数量\nLIS系统\t1套\n血库管理系统\t1套",
        "维保内容：\n1、LIS系统，含仪器接口；\n2、血库管理系统，含配血、发血。",
    ],
)
def test_the_same_systems_in_any_form(text: str) -> None:
    assert systems(text) == [("LIS系统", "LIS", None), ("血库管理系统", "BLOOD", None)]


def test_versions_beside_the_name_in_the_row_and_of_the_product() -> None:
    assert systems("一、维保系统\n1、电子病历系统 V5.0；\n2、医院信息系统（HIS）V6.2。") == [
        ("电子病历系统", "EMR", "V5.0"),
        ("医院信息系统（HIS）", "HIS", "V6.2"),
    ]
    assert systems("维护对象\n系统名称\t版本\nPACS系统\tV4.3") == [("PACS系统", "PACS", "V4.3")]
    product = "一、血液透析管理信息系统维保服务（当前版本“某某血液透析系统软件V2.0”）"
    assert systems(product)[0] == ("血液透析管理信息系统", "HD", "V2.0")


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("一、维保系统\n1、LIS系统，版本4.1，含仪器接口；", "4.1"),
        ("一、维保系统\n1、LIS系统，第五版；", "第五版"),
        ("一、维保系统\n系统名称\t版本\nLIS系统\tVer 4.0.1", "Ver 4.0.1"),
        ("一、维保系统\n系统名称\n版本\nLIS系统\n2018版", "2018版"),
        ("一、维保系统：LIS系统\n二、说明\nLIS系统（软件版本V2.5）于2020年上线。", "V2.5"),
    ],
)
def test_versions_as_they_are_written(text: str, version: str) -> None:
    assert systems(text) == [("LIS系统", "LIS", version)]


def test_the_number_of_the_next_item_is_no_version() -> None:
    text = "第一条 服务范围\n1.1 LIS系统 V5.0\n1.2 护理信息系统\n1.3 血库管理系统"
    assert systems(text) == [
        ("LIS系统", "LIS", "V5.0"),
        ("护理信息系统", "NIS", None),
        ("血库管理系统", "BLOOD", None),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "第一条 服务范围\n1.1 LIS系统\n1.2 手麻系统（由第三方提供，不在本合同范围）",
        "一、维保范围：LIS系统，不包括HRP系统。",
        "一、维保范围\n维保的软件为LIS系统。甲方购买的财务软件不归乙方维护。",
        "一、维保系统：LIS系统，保护对象为HIS、PACS的数据库。",
    ],
)
def test_what_is_set_apart_is_not_covered(text: str) -> None:
    assert systems(text) == [("LIS系统", "LIS", None)]


def test_names_of_devices_and_groups_of_systems() -> None:
    text = "一、服务对象\n（一）安全设备：\n1. 下一代防火墙，4台；\n2. 运维堡垒机，1台；\n（二）管理类系统：HRP、OA。"
    assert systems(text) == [
        ("下一代防火墙", "SEC", None),
        ("运维堡垒机", "SEC", None),
        ("HRP", "HRP", None),
        ("OA", "OA", None),
    ]


def test_neighbours_are_not_covered() -> None:
    text = "一、LIS系统维保服务\n1、免费维护与HIS、PACS、体检系统、集成平台的接口。\n2、系统现状：与OA系统共用服务器。"
    assert systems(text) == [("LIS系统", "LIS", None)]


def test_a_name_with_a_conjunction_is_one_name() -> None:
    assert systems("一、维保系统：数据交换与共享平台、LIS系统") == [
        ("数据交换与共享平台", "HIP", None),
        ("LIS系统", "LIS", None),
    ]


def test_a_system_of_no_known_kind_keeps_its_name_and_a_note() -> None:
    draft = read_contract("一、维保系统：放疗信息系统、病理系统" + DUTY)
    [unknown, _] = draft.facts_of("systems")
    assert (unknown.value.name, unknown.value.kind) == ("放疗信息系统", None)
    assert unknown.note


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("电子病历质控系统", "EMRQC"),
        ("体检随访管理系统", "PE"),
        ("随访系统", "FOLLOWUP"),
        ("互联网+医院平台", "INTERNET"),
        ("全流程药品监管系统", "DRUGREG"),
        ("心脑电管理系统", "ECG"),
        ("医院协同办公系统(OA)", "OA"),
        ("生物标本库管理系统", "BIOBANK"),
        ("放疗信息系统", None),
    ],
)
def test_kinds_by_name(name: str, kind: str | None) -> None:
    assert kind_of(name) == kind


def test_every_kind_of_the_word_list_is_in_the_vocabulary() -> None:
    assert {kind for kind, _ in words("kinds")["kinds"]} <= set(vocabulary().system_kinds)


def parties(text: str) -> tuple[str | None, str | None]:
    draft = draft_as_json(read_contract(text + "\n一、维保系统：LIS系统" + DUTY))
    return draft["hospital"], draft["vendor"]


@pytest.mark.parametrize(
    ("text", "hospital", "vendor"),
    [
        ("甲方（采购人）：东山县人民医院\n乙方（供应商）：海月软件有限公司", "东山县人民医院", "海月软件有限公司"),
        ("甲    方：东山县人民医院\n乙    方：海月软件（东山）有限公司", "东山县人民医院", "海月软件（东山）有限公司"),
        ("采购人\n东山县人民医院", "东山县人民医院", None),
        ("| 采购单位 | 东山县人民医院 |", "东山县人民医院", None),
        ("东山县人民医院信息系统维保项目", "东山县人民医院", None),
        ("东山医院（东山县第二人民医院）维保需求\n采购人：东山县第一医院", "东山县第一医院", None),
        ("甲方：\n乙方：________", None, None),
        (
            "××县人民医院（以下简称“甲方”）与 海月软件股份公司（以下简称“乙方”）签订本合同。",
            "××县人民医院",
            "海月软件股份公司",
        ),
        ("甲方：ＸＸ市第一医院\n乙方：ＸＸ科技有限公司", "ＸＸ市第一医院", "ＸＸ科技有限公司"),
        (
            "东山县人民医院（甲方）委托海月医疗（上海）有限公司（乙方）维护系统。",
            "东山县人民医院",
            "海月医疗（上海）有限公司",
        ),
        (
            "二、拟定供应商信息\n名称：海月软件有限公司\n采购人：东山康宁骨科医院",
            "东山康宁骨科医院",
            "海月软件有限公司",
        ),
        ("甲方：“东山县人民医院”\n乙方：“海月软件有限公司东山分公司”", "东山县人民医院", "海月软件有限公司东山分公司"),
        ("甲方：东山精神卫生中心\n系统由海月软件有限公司开发。", "东山精神卫生中心", None),
        ("感谢东山大学附属医院的信任。\n东山大学附属医院系统运维方案", "东山大学附属医院", None),
        ("我院是三级甲等医院，参照同级医院经验采购维保服务。", None, None),
    ],
)
def test_parties(text: str, hospital: str | None, vendor: str | None) -> None:
    assert parties(text) == (hospital, vendor)


def test_a_company_named_in_passing_is_taken_with_a_note() -> None:
    draft = read_contract("一、维保系统：LIS系统\n接口费用由第三方公司支付给海月公司。" + DUTY)
    [vendor] = draft.facts_of("vendor")
    assert vendor.value == "海月"
    assert vendor.note


def test_two_hospitals_are_left_to_a_person() -> None:
    draft = draft_as_json(read_contract("甲方：东山县人民医院\n采购人：西山县人民医院\n一、维保系统：LIS系统" + DUTY))
    assert draft["hospital"] is None
    assert [problem["field"] for problem in draft["problems"]] == ["hospital"]

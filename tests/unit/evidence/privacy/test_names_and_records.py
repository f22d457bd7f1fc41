"""Names and record numbers are found beside their titles in every layout, and those of staff are left alone."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.privacy.finding import Kind
from evidence.privacy.search import find_identifiers
from tests.unit.evidence.privacy.reading import found, found_in_picture, text_page

NAME, RECORD = (Kind.NAME, "韦小明"), (Kind.RECORD, "0012345678")


@pytest.mark.parametrize(
    "line",
    [
        "姓名：韦小明  住院号：0012345678",
        "患者姓名:韦小明，病案号:0012345678",
        "姓名\t韦小明\t住院号\t0012345678",
        "姓 名：韦小明   门诊号 0012345678",
        "患者：韦小明（住院号0012345678）",
        "姓名韦小明性别男住院号0012345678",
        '{"patientName":"韦小明","patientId":"0012345678"}',
    ],
)
def test_title_and_value_in_one_line(line: str) -> None:
    assert found(line) == [NAME, RECORD]


def test_titles_above_columns() -> None:
    rows = ["床号\t姓名\t住院号\t主治医师", "1床\t韦小明\t0012345678\t李建国", "2床\t覃丽\t0012345679\t王芳"]
    assert found(*rows) == [NAME, RECORD, (Kind.NAME, "覃丽"), (Kind.RECORD, "0012345679")]


def test_a_table_that_goes_on_on_the_next_page_keeps_its_titles() -> None:
    first = text_page("序号\t姓名\t住院号", "1\t覃丽\t0012345679")
    second = text_page("2\t韦小明\t0012345678", number=2)
    assert [(f.page, f.line, f.text) for f in find_identifiers([first, second])][2:] == [
        (2, 1, "韦小明"),
        (2, 1, "0012345678"),
    ]


def test_title_and_value_side_by_side_and_one_above_the_other_in_a_picture() -> None:
    beside = [("姓名", (10, 10, 50, 30)), ("韦小明", (80, 10, 140, 30)), ("性别", (200, 10, 240, 30))]
    above = [("住院号", (10, 100, 70, 120)), ("科室", (120, 100, 160, 120)), ("0012345678", (10, 135, 110, 155))]
    assert found_in_picture(*beside, *above) == [NAME, RECORD]


def test_a_column_in_a_picture_goes_on_as_far_as_its_rows() -> None:
    titles = [("姓名", (100, 10, 140, 30)), ("状态", (300, 10, 340, 30))]
    rows = [
        (name, (100, 50 + 40 * place, 160, 70 + 40 * place)) for place, name in enumerate(("韦小明", "覃丽", "农志强"))
    ]
    far_below = [("黄色预警", (100, 400, 180, 420))]
    assert [text for _, text in found_in_picture(*titles, *rows, *far_below)] == ["韦小明", "覃丽", "农志强"]


@pytest.mark.parametrize(
    "line",
    [
        "主治医师：李建国    责任护士：王芳",
        "操作员：李建国  审核者：王芳  检验者：覃丽",
        "申请医师（签名）：李建国",
        "医生姓名：李建国",
        "工程师签字：李建国",
        "制表人：李建国    审核人：王芳",
        "姓名：李建国  工号：0231  职称：主管护师",
    ],
)
def test_names_of_staff_are_not_found(line: str) -> None:
    assert found(line) == []


def test_an_open_title_in_a_list_of_staff_is_staffs() -> None:
    assert found("序号\t姓名\t科室\t职称\t签名", "1\t李建国\t儿科\t主管护师\t李建国") == []


@pytest.mark.parametrize("masked", ["韦*", "韦**", "韦某", "韦某某", "韦XX", "***", "韦＊明"])
def test_masked_values_are_not_found(masked: str) -> None:
    assert found(f"患者姓名：{masked}  住院号：00******78") == []


@pytest.mark.parametrize(
    "line",
    [
        "患者姓名不能为空",
        "姓名\t请输入患者姓名",
        "患者 安全管理  高级查询",
        "家属签名方式：CA签名",
        "患者满意度 98%  家属满意度 96%",
        "住院号填写率 99.2%  病案号重复 12 例",
        "病案号 1200 例  门诊号 98.5%",
        "住院号：2026-10-13",
        "通用名称：阿莫西林  设备登记号：20203012345",
        "patient_name\tvarchar\t50\t患者姓名",
        "收到的签名能验证",
    ],
)
def test_words_and_figures_behind_a_title_are_no_names_and_no_records(line: str) -> None:
    assert found(line) == []


@pytest.mark.parametrize("name", ["欧阳建国", "阿依古丽·买买提", "覃韦强", "韦小明之子", "闭雪莲", "张 三", "文静"])
def test_rare_compound_and_other_names(name: str) -> None:
    assert found(f"患者姓名：{name}  性别：男") == [(Kind.NAME, name)]


def test_names_in_latin_letters_beside_a_patients_title() -> None:
    assert found("Patient Name: WEI^XIAOMING   Modality: CT") == [(Kind.NAME, "WEI^XIAOMING")]
    assert found("Name: Head Routine") == []


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("患者韦小明，男，45岁，因头晕入院", "韦小明"),
        ("家属王建国到场，情绪稳定", "王建国"),
        ("12床 韦小明", "韦小明"),
        ("韦小明 男 45岁 高血压", "韦小明"),
        ("【市医院】韦小明您好，预约成功", "韦小明"),
        ("PID|1||0012345678^^^HIS||韦小明||19850315|M", "韦小明"),
    ],
)
def test_names_without_a_title_of_their_own(sentence: str, name: str) -> None:
    assert (Kind.NAME, name) in found(sentence)


def test_who_was_found_once_is_found_again_where_no_title_stands() -> None:
    assert found("患者姓名：韦小明", "韦小明的报告已发布", "备注：与韦小明核对")[1:] == [NAME, NAME]
    assert found("患者姓名：韦明", "韦明月于今日到院") == [(Kind.NAME, "韦明")]


def test_a_card_of_a_telephone_app_has_its_name_above_its_numbers() -> None:
    assert found("我的就诊卡", "韦小明", "就诊卡号", "0012345678") == [NAME, RECORD]


@given(st.lists(st.text("姓名患者住院号：: \t\n韦小明李0123456789Xx(（,，|<>\"'PID", max_size=40), max_size=8))
def test_findings_are_parts_of_their_lines_and_never_overlap(lines: list[str]) -> None:
    page = text_page(*lines)
    places = [(f.line, f.start, f.end, f.text) for f in find_identifiers([page])]
    assert all(page.lines[line - 1].text[start:end] == text != "" for line, start, end, text in places)
    assert all(one[0] < other[0] or one[2] <= other[1] for one, other in itertools.pairwise(places))


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("【姓名】冯海浩", "冯海浩"),
        ("姓    名：覃晓国", "覃晓国"),
        ("姓名/住院号：蒋凤娟/364840996", "蒋凤娟"),
        ("陶强_450202198001011232.pdf", "陶强"),
        ("values (1,'吕荣宇','450202198001011232')", "吕荣宇"),
        ("450202198001011232,陶强,骨科", "陶强"),
        ("尊敬的吕康新女士：您预约的检查在明日8点", "吕康新"),
        ("【市人民医院】韩艳，您的报告已出", "韩艳"),
        ("请韩艳到3号诊室就诊", "韩艳"),
        ("廖俊生 12床 二级护理", "廖俊生"),
    ],
)
def test_names_are_found_however_a_line_is_laid_out(line: str, name: str) -> None:
    assert (Kind.NAME, name) in found(line)


@pytest.mark.parametrize(
    "line",
    [
        "请到3号诊室就诊",
        "请各科室到信息科报到",
        "尊敬的患者：您好",
        "高血压 12床",
        "验收人签字：蒋新    施工方签字：段佑强",
    ],
)
def test_what_is_said_in_the_same_way_of_nobody_is_no_name(line: str) -> None:
    assert found(line) == []


@pytest.mark.parametrize(
    "line", ["【住院号】0057765084", "门诊ID：2065875197", "住  院  号：0057765084", "Adm No: 0012002113"]
)
def test_record_numbers_are_found_beside_titles_of_every_layout(line: str) -> None:
    assert [kind for kind, _ in found(line)] == [Kind.RECORD]


@pytest.mark.parametrize("home", ["柳州市柳北区跃进路55号15栋1单元204室", "融水县大浪镇高培村下寨屯21号"])
def test_a_dwelling_is_an_address_without_a_title(home: str) -> None:
    assert found(f"登记：{home}") == [(Kind.ADDRESS, home)]
    assert found(f"公司地址：{home} 技术支持热线") == []

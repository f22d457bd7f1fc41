"""Made-up people, numbers and other values for the labelled sets of `privacy_set`."""

import random
import string
from collections.abc import Callable
from datetime import date, datetime, timedelta

from evidence.privacy.numbers import check_character

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
    "姚卢姜崔钟谭陆汪范金石廖贾夏韦傅方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
    "温蒙蓝闭农零岑"
)
_GIVEN = (
    "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文辉玲建华国红梅宇浩然子轩欣怡雨婷思琪海燕志鹏晓东春"
    "凤荣福生天佑梦洁俊峰雪莲永康立新金水木林"
)
_RARE = [
    "阿依古丽·买买提",
    "欧阳建国",
    "上官婉清",
    "司徒美玲",
    "吾提库尔·艾山",
    "诸葛明",
    "粟海棠",
    "仉芳",
    "覃韦强",
    "农家宝",
    "闭雪莲",
    "次仁卓玛·扎西",
    "夏侯淳",
    "俸英",
]
_LATIN = ["Zhang^San", "LI^XIAOMING", "Wang Fang", "CHEN JIANGUO", "Huang^Meiling", "Wei Haitao"]
_STREETS = [
    "柳州市柳北区跃进路",
    "柳州市鱼峰区屏山大道",
    "南宁市青秀区民族大道",
    "桂林市象山区中山中路",
    "融安县长安镇新兴街",
    "三江侗族自治县古宜镇河东路",
    "柳江区拉堡镇柳东路",
]
_VILLAGES = ["广西融水县大浪镇高培村下寨屯", "鹿寨县中渡镇黄村屯三组", "柳城县太平镇山咀村上屯二队"]
_DEPARTMENTS = [
    "心血管内科",
    "神经外科",
    "呼吸内科",
    "骨科一病区",
    "儿科",
    "产科",
    "重症医学科",
    "消化内科",
    "急诊科",
    "肾内科",
]
_DIAGNOSES = [
    "高血压病3级",
    "2型糖尿病",
    "社区获得性肺炎",
    "急性阑尾炎",
    "脑梗死",
    "冠状动脉粥样硬化性心脏病",
    "慢性胃炎",
    "腰椎间盘突出",
]
_ITEMS = ["白蛋白", "总蛋白", "白细胞计数", "血红蛋白", "谷丙转氨酶", "甘油三酯", "葡萄糖", "尿素氮", "单核细胞", "钾"]
_AREAS = ["450202", "450205", "450102", "430703", "520627", "441881", "110108"]
_MISREAD = {"0": "O", "1": "l", "5": "S", "8": "B"}


class Values:
    """Fills the places of a line, each time with another value."""

    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed)  # noqa: S311 - example values
        self._number = 0
        self._identity_rest = ""

    def of(self, place: str) -> str:
        """A value for a place like `name` or `thing12`."""
        if place.startswith("thing"):
            return self._digits(int(place.removeprefix("thing")))
        maker: Callable[[], str] = getattr(self, f"_make_{place}")
        return maker()

    def _digits(self, count: int) -> str:
        return self._random.choice("123456789") + "".join(self._random.choices(string.digits, k=count - 1))

    def _day(self, first: int, last: int) -> date:
        return date(first, 1, 1) + timedelta(days=self._random.randrange((last - first) * 365))

    def _identity(self, ends_with: str = string.digits + "X") -> str:
        while True:
            born = self._day(1935, 2024)
            first = f"{self._random.choice(_AREAS)}{born:%Y%m%d}{self._random.randrange(1000):03}"
            if check_character(first) in ends_with:
                return first + check_character(first)

    def _make_name(self) -> str:
        given = "".join(self._random.choices(_GIVEN, k=self._random.choice((1, 2, 2, 2))))
        return self._random.choice(_SURNAMES) + given

    _make_staff = _make_name

    def _make_short_name(self) -> str:
        return self._random.choice(_SURNAMES) + self._random.choice(_GIVEN)

    def _make_rare_name(self) -> str:
        return self._random.choice(_RARE)

    def _make_child_name(self) -> str:
        return self._make_name() + self._random.choice(("之子", "之女", "之婴"))

    def _make_latin_name(self) -> str:
        return self._random.choice(_LATIN)

    def _make_id(self) -> str:
        return self._identity()

    def _make_id_x(self) -> str:
        return self._identity("X")

    def _make_id_spaced(self) -> str:
        number, between = self._identity(), self._random.choice(" -")
        return between.join((number[:6], number[6:14], number[14:]))

    def _make_id_wide(self) -> str:
        return "".join(chr(ord(character) + 0xFEE0) for character in self._identity())

    def _make_id_lower(self) -> str:
        return self._identity("X").lower()

    def _make_id_fours(self) -> str:
        number = self._identity()
        return " ".join(number[place : place + 4] for place in range(0, 18, 4))

    def _make_id_apart(self) -> str:
        return " ".join(self._identity())

    def _make_id_cells(self) -> str:
        return "\t".join(self._identity())

    def _make_id_underscored(self) -> str:
        return self._in_parts("_")

    def _make_id_dotted(self) -> str:
        return self._in_parts(".")

    def _make_id_nbsp(self) -> str:
        return self._in_parts("\u00a0")

    def _make_id_zero(self) -> str:
        return self._in_parts("\u200b")

    def _in_parts(self, between: str) -> str:
        number = self._identity()
        return between.join((number[:6], number[6:14], number[14:]))

    def _make_id_front(self) -> str:
        """The first part of a number that `id_back` goes on with."""
        number, length = self._identity(), self._random.choice((6, 10, 14))
        self._identity_rest = number[length:]
        return number[:length]

    def _make_id_back(self) -> str:
        return self._identity_rest

    def _make_id_misread(self) -> str:
        number = self._identity()
        places = [place for place, digit in enumerate(number[:17]) if digit in _MISREAD]
        for place in self._random.sample(places, min(2, len(places))):
            number = number[:place] + _MISREAD[number[place]] + number[place + 1 :]
        return number

    def _make_id_wrong(self) -> str:
        number = self._identity(string.digits)
        return number[:17] + str((int(number[17]) + 1) % 10)

    def _make_id_old(self) -> str:
        return f"{self._random.choice(_AREAS)}{self._day(1935, 1998):%y%m%d}{self._random.randrange(1000):03}"

    def _make_mobile(self) -> str:
        start = self._random.choice(("138", "139", "151", "158", "177", "186", "187", "133", "199", "191", "166"))
        return start + f"{self._random.randrange(10**8):08}"

    _make_staff_mobile = _make_mobile

    def _make_mobile_spaced(self) -> str:
        number, between = self._make_mobile(), self._random.choice(" -")
        return between.join((number[:3], number[3:7], number[7:]))

    def _make_mobile_dotted(self) -> str:
        number = self._make_mobile()
        return f"{number[:3]}.{number[3:7]}.{number[7:]}"

    def _make_mobile_86(self) -> str:
        return f"+86{self._random.choice(('', '-', ' '))}{self._make_mobile()}"

    def _make_mobile_0086(self) -> str:
        return f"0086{self._make_mobile()}"

    def _make_mobile_wide(self) -> str:
        return "".join(chr(ord(character) + 0xFEE0) for character in self._make_mobile())

    def _make_landline_plain(self) -> str:
        return f"0772{self._make_landline_local()}"

    def _make_landline_gap(self) -> str:
        return f"0772 {self._make_landline_local()}"

    def _make_landline_86(self) -> str:
        return f"+86-772-{self._make_landline_local()}"

    def _make_landline_local(self) -> str:
        return str(self._random.randrange(2200000, 5900000))

    def _make_landline(self) -> str:
        return self._random.choice(("0772-", "(0772)", "0771-")) + f"{self._random.randrange(2200000, 5900000)}"

    def _make_office(self) -> str:
        return f"0772-{self._random.randrange(2200000, 5900000)}"

    def _make_bank(self) -> str:
        first = self._random.choice(("621700", "622848", "622202")) + self._digits(12)
        doubled = sum(sum(divmod(int(digit) * 2, 10)) for digit in first[::-2])
        return first + str(-(doubled + sum(map(int, first[-2::-2]))) % 10)

    def _make_bank_spaced(self) -> str:
        number = self._make_bank()
        return " ".join(number[place : place + 4] for place in range(0, len(number), 4))

    def _make_account(self) -> str:
        return "3602" + self._digits(15)

    def _make_record(self) -> str:
        return self._random.choice(("00", "20", "3", "")) + self._digits(8)

    def _make_record_letters(self) -> str:
        return self._random.choice(("ZY", "A", "LZ")) + self._digits(9)

    def _make_address(self) -> str:
        if self._random.random() < 0.3:
            return self._random.choice(_VILLAGES) + f"{self._random.randrange(1, 90)}号"
        street, house = self._random.choice(_STREETS), self._random.randrange(1, 200)
        flat = f"{self._random.randrange(1, 20)}栋{self._random.randrange(1, 4)}单元{house % 9 + 1}0{house % 4 + 1}室"
        return f"{street}{house}号{flat}"

    def _make_birth(self) -> str:
        return self._random.choice(("{:%Y-%m-%d}", "{:%Y/%m/%d}", "{:%Y.%m.%d}")).format(self._day(1935, 2024))

    def _make_birth_cn(self) -> str:
        born = self._day(1935, 2024)
        return f"{born.year}年{born.month}月{born.day}日"

    def _make_birth8(self) -> str:
        return f"{self._day(1935, 2024):%Y%m%d}"

    def _make_mail(self) -> str:
        return f"{self._digits(9)}@qq.com"

    def _make_work_mail(self) -> str:
        return "support@soft.example.com"

    def _make_masked_name(self) -> str:
        return self._random.choice(_SURNAMES) + self._random.choice(("*", "**", "某", "某某", "XX"))

    def _make_masked_id(self) -> str:
        number = self._identity()
        return number[:6] + "*" * self._random.choice((8, 10)) + number[-2:]

    def _make_masked_mobile(self) -> str:
        number = self._make_mobile()
        return f"{number[:3]}****{number[7:]}"

    def _make_sex(self) -> str:
        return self._random.choice("男女")

    def _make_sex_letter(self) -> str:
        return self._random.choice("MF")

    def _make_age(self) -> str:
        return f"{self._random.randrange(1, 95)}岁"

    def _make_age_years(self) -> str:
        return f"{self._random.randrange(1, 95):03}"

    def _make_bed(self) -> str:
        return f"{self._random.randrange(1, 60)}床"

    def _make_dept(self) -> str:
        return self._random.choice(_DEPARTMENTS)

    def _make_diagnosis(self) -> str:
        return self._random.choice(_DIAGNOSES)

    def _make_item(self) -> str:
        return self._random.choice(_ITEMS)

    def _make_no(self) -> str:
        self._number += 1
        return str(self._number)

    def _make_n(self) -> str:
        return str(self._random.randrange(100, 2000))

    def _make_small(self) -> str:
        return str(self._random.randrange(1, 60))

    def _make_big(self) -> str:
        return f"{self._random.randrange(10_000, 3_000_000):,}"

    def _make_n3(self) -> str:
        return self._digits(3)

    def _make_n4(self) -> str:
        return self._digits(4)

    def _make_value(self) -> str:
        return f"{self._random.uniform(1, 90):.1f}"

    def _make_amount(self) -> str:
        return f"{self._random.uniform(10, 90_000):,.2f}"

    def _make_pct(self) -> str:
        return f"{self._random.uniform(60, 100):.2f}%"

    def _make_code(self) -> str:
        return f"0{self._random.randrange(1, 9)}.0{self._random.randrange(1, 5)}.{self._random.randrange(1, 6)}"

    def _make_date(self) -> str:
        return f"{self._day(2025, 2027):%Y-%m-%d}"

    def _make_date8(self) -> str:
        return f"{self._day(2025, 2027):%Y%m%d}"

    def _make_date_cn(self) -> str:
        day = self._day(2025, 2027)
        return f"{day.year}年{day.month}月{day.day}日"

    def _moment(self) -> datetime:
        return datetime.combine(self._day(2025, 2027), datetime.min.time()) + timedelta(
            seconds=self._random.randrange(86_400)
        )

    def _make_datetime(self) -> str:
        return f"{self._moment():%Y-%m-%d %H:%M:%S}"

    def _make_stamp(self) -> str:
        return f"{self._moment():%Y%m%d%H%M%S}"

    def _make_stamp_ms(self) -> str:
        return f"17{self._digits(11)}"

    def _make_uuid(self) -> str:
        return "-".join(f"{self._random.getrandbits(4 * length):0{length}x}" for length in (8, 4, 4, 4, 12))

    def _make_credit(self) -> str:
        return f"12450200{self._digits(8)}X{self._random.choice(string.ascii_uppercase)}"

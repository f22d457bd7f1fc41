"""What a document says on the screen: what a file name proposes, what can be linked, how it may be previewed."""

import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath

from PIL import Image

from criteria.models import AnyRequirement, Catalog, Clause, Item, LevelsCatalog
from criteria.vocabulary import CoverageKind
from evidence.documents import CLAUSE, COVERAGE, DATA_QUALITY, FEATURE, TASK, Link
from evidence.errors import InvalidInputError
from evidence.intake.kinds import kinds
from evidence.naming import item_of, level_of, name_of, short_title
from evidence.records import Document
from evidence.situation import Situation
from evidence.viewer import Role, Viewer
from evidence.words import MEASURE_NAMES

# Larger files are offered for download only.
PREVIEW_BYTES = 50 * 1024 * 1024
_PREVIEW_WIDTH = 1440
_PREVIEW_CHARACTERS = 50_000
_DATE = re.compile(r"(?<!\d)(20\d\d)(?:(\d\d)(\d\d)(?:\d{4}|\d{6})?(?!\d)|[-.年](\d{1,2})[-.月](\d{1,2})日?(?!\d))")
# Words of a title that name the kind of a document; the first hit counts.
_KIND_WORDS = (
    ("data_quality", ("数据质量", "质量核查", "一致性", "完整性", "及时性")),
    ("data_query", ("有效应用", "统计", "占比")),
    ("policy", ("制度", "预案", "规范", "管理办法")),
    ("record", ("记录", "培训", "演练", "巡检", "签到")),
    ("report", ("报告", "测评", "验收")),
    ("contract", ("合同", "协议")),
    ("certificate", ("证书", "备案")),
    ("architecture", ("拓扑", "架构")),
    ("dictionary", ("字典", "对照表")),
    ("interface_doc", ("接口",)),
    ("log", ("日志", "审计")),
    ("test_result", ("测试",)),
    ("config", ("配置", "策略", "参数")),
    ("inventory", ("清单", "台账")),
)
_KIND_OF_ENDING = {"mp4": "recording", "xlsx": "data_query", "xls": "data_query", "csv": "data_query"}
_PICTURES = ("png", "jpg", "jpeg", "gif", "webp", "bmp")
_DEFAULT_KIND = "record"
_SHOWN_IN_PLACE = {kinds().media_types[ending]: "image" for ending in _PICTURES} | {
    "application/pdf": "pdf",
    "text/plain": "text",
    "text/csv": "text",
}


@dataclass(frozen=True)
class Proposal:
    """What a file name says about the document; the person can change all of it."""

    title: str
    kind: str
    effective_on: date
    links: tuple[Link, ...]


def propose(file_name: str, catalogs: Iterable[Catalog], today: date) -> Proposal:
    """Title, kind, date and links from a name such as `05.01.6_标本闭环_20261012.png`.

    Leading codes name requirements of any catalog (all their clauses) or single clauses (`05.01.6#2`); the last date
    that exists is the effective date. A name that speaks of 有效应用 or 数据质量 is linked to that measure of the item.
    """
    path = PurePath(file_name.replace("\\", "/"))
    rest, found = _take_codes(path.stem, _codes(catalogs))
    effective, rest = _take_date(rest, today)
    words = " ".join(part for part in re.split(r"[_\s]+", rest) if part).strip("-. ")
    first = found[0] if found else None
    title = words or (f"{name_of(first.catalog, first.row)} {level_of(first.row)}".strip() if first else path.stem)
    kind = _kind_of(title, path.suffix.lower().lstrip("."), first.row if first else None)
    links = [link for code in found for link in _links_of(code, title)]
    return Proposal(title, kind, effective, tuple(dict.fromkeys(links)))


@dataclass(frozen=True)
class _Code:
    """A requirement named in a file name; `clause` when a single one of its clauses is meant."""

    catalog: Catalog
    row: AnyRequirement
    clause: str = ""


def _codes(catalogs: Iterable[Catalog]) -> dict[str, _Code]:
    """Upper-case requirement code or clause id → what it names."""
    found: dict[str, _Code] = {}
    for catalog in catalogs:
        for row in catalog.requirements:
            found.setdefault(row.code.upper(), _Code(catalog, row))
            for clause in row.clauses:
                found.setdefault(clause.id.upper(), _Code(catalog, row, clause.id))
    return found


def _take_codes(stem: str, codes: Mapping[str, _Code]) -> tuple[str, list[_Code]]:
    """The codes that a name begins with, and what follows them."""
    found: list[_Code] = []
    rest = stem
    while True:
        code = _leading_code(rest, codes)
        if not code:
            return rest, found
        found.append(codes[code.upper()])
        rest = rest[len(code) :].lstrip("_-+,，、 .")


def _leading_code(text: str, codes: Mapping[str, _Code]) -> str:
    """The longest code that the text begins with and that does not run on in letters or digits."""
    for end in range(min(len(text), 24), 0, -1):
        if text[:end].upper() in codes and not re.match(r"[0-9A-Za-z#]|\.\d", text[end:]):
            return text[:end]
    return ""


def _take_date(text: str, today: date) -> tuple[date, str]:
    """The last date in a text that exists, and the text without it; today if there is none."""
    for match in reversed(list(_DATE.finditer(text))):
        year, *parts = (int(part) for part in match.groups() if part)
        try:
            found = date(year, *parts)
        except ValueError:
            continue
        return found, text[: match.start()] + text[match.end() :]
    return today, text


def _kind_of(title: str, ending: str, row: AnyRequirement | None) -> str:
    if ending in _PICTURES:
        return "screenshot"
    for kind, words in _KIND_WORDS:
        if any(word in title for word in words):
            return kind
    if ending in _KIND_OF_ENDING:
        return _KIND_OF_ENDING[ending]
    expected = [entry.type for entry in row.evidence] if row else []
    return next((kind for kind in expected if kind not in ("screenshot", "recording")), _DEFAULT_KIND)


def _links_of(code: _Code, title: str) -> list[Link]:
    """The measure of the item that the title speaks of, else the clause or all clauses of the requirement."""
    if isinstance(code.catalog, LevelsCatalog):
        measures = [subject for subject, word in ((COVERAGE, "有效应用"), (DATA_QUALITY, "数据质量")) if word in title]
        if measures:
            return [Link(subject, item_of(code.row), code.catalog.id) for subject in measures]
    clauses = [code.clause] if code.clause else [clause.id for clause in code.row.clauses]
    return [Link(CLAUSE, clause, code.catalog.id) for clause in clauses]


def system_for(situation: Situation, links: Iterable[Link]) -> int | None:
    """The system that answers first for the first linked clause."""
    for link in links:
        duties = situation.duties(link.catalog).get(link.ref, ()) if link.subject == CLAUSE else ()
        if duties:
            return duties[0].system.id
    return None


def must_name_system(viewer: Viewer, situation: Situation) -> bool:
    """Whether an upload needs a system: what a vendor delivers belongs to one of its own, not to the whole hospital."""
    return viewer.role is Role.VENDOR and bool(situation.systems)


def first_system(viewer: Viewer, situation: Situation) -> int | None:
    """The system that an upload belongs to unless something else is said: a vendor's only one."""
    only = must_name_system(viewer, situation) and len(situation.systems) == 1
    return situation.systems[0].id if only else None


def check_system(viewer: Viewer, situation: Situation, system_id: int | None) -> None:
    """Raises InvalidInputError when a vendor does not say to which of its systems an upload belongs."""
    if system_id is None and must_name_system(viewer, situation):
        raise InvalidInputError("请选择这份材料属于哪个系统，再保存。")


def clause_options(catalog: Catalog, measures: bool = True) -> dict[Link, str]:
    """Everything of a catalog that a document can prove, with the words by which it is found and shown."""
    found = {
        Link(CLAUSE, clause.id, catalog.id): _clause_label(catalog, row, clause)
        for row in catalog.requirements
        if row.evidence
        for clause in row.clauses
    }
    if measures and isinstance(catalog, LevelsCatalog):
        found |= _measure_options(catalog)
    return found


def _clause_label(catalog: Catalog, row: AnyRequirement, clause: Clause) -> str:
    return f"{clause.id} {name_of(catalog, row)} {level_of(row)}".rstrip() + f"：{clause.text}"


def _measure_options(catalog: LevelsCatalog) -> dict[Link, str]:
    found = {}
    for item in catalog.items:
        if item.coverage.kind is not CoverageKind.FUNCTION:
            found[Link(COVERAGE, item.item, catalog.id)] = _measure_label(item, COVERAGE)
        if any(row.data_quality for row in catalog.rows_by_item[item.item].values()):
            found[Link(DATA_QUALITY, item.item, catalog.id)] = _measure_label(item, DATA_QUALITY)
    return found


def _measure_label(item: Item, subject: str) -> str:
    return f"{item.item} {item.name}：{MEASURE_NAMES[subject]}"


def link_label(situation: Situation, link: Link) -> str:
    """What a link points at, with its standard: `电子病历 05.01.6#2 标本处理 6级：…`."""
    if link.subject == TASK:
        return f"整改任务：{next((t.title for t in situation.tasks if str(t.id) == link.ref), link.ref)}"
    if link.subject == FEATURE:
        return f"系统功能（编号 {link.ref}）"
    catalog = situation.catalogs.get(link.catalog)
    return f"{short_title(catalog)} {_label_in(catalog, link)}" if catalog else f"{link.catalog} {link.ref}"


def _label_in(catalog: Catalog, link: Link) -> str:
    if link.subject != CLAUSE:
        item = catalog.item_by_code.get(link.ref) if isinstance(catalog, LevelsCatalog) else None
        return _measure_label(item, link.subject) if item else link.ref
    code = link.ref.split("#")[0]
    found = ((row, clause) for row in catalog.requirements if row.code == code for clause in row.clauses)
    return next((_clause_label(catalog, row, clause) for row, clause in found if clause.id == link.ref), link.ref)


def preview_of(document: Document) -> str:
    """How a document may be shown in place: image, pdf, text, statement, or only as a download."""
    if document.sha256 is None:
        return "statement"
    if document.size > PREVIEW_BYTES:
        return "download"
    return _SHOWN_IN_PLACE.get(document.media_type, "download")


def preview_text(content: bytes) -> str:
    """A text file as text (UTF-8 or GB 18030), cut where it gets long."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030", errors="replace")
    return text if len(text) <= _PREVIEW_CHARACTERS else f"{text[:_PREVIEW_CHARACTERS]}\n……（后面还有，请下载查看）"


def preview_image(content: bytes) -> bytes:
    """A picture as JPEG on white, no wider than a screen needs."""
    with Image.open(io.BytesIO(content)) as image:
        image.thumbnail((_PREVIEW_WIDTH, image.height))
        picture = image.convert("RGBA")
    flat = Image.new("RGB", picture.size, "white")
    flat.paste(picture, mask=picture.getchannel("A"))
    target = io.BytesIO()
    flat.save(target, "JPEG", quality=90)
    return target.getvalue()

"""Full-text search in 100,000 pages beside the obvious alternative (LIKE over the page texts).

python -m benchmarks.search [--documents 20000] [--keep DIR]
"""

import argparse
import hashlib
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.run import machine, median
from criteria.library import shipped_catalogs
from evidence import register
from evidence.store import DATABASE_NAME, Store, create_store, open_store
from evidence.texts.index import bring_up_to_date
from evidence.texts.search import search
from evidence.texts.words import query_words
from evidence.viewer import SYSTEM, Role, Viewer

PAGES = 5
CHARACTERS = 400
VENDORS = 20
HEAD = Viewer("性能测量", Role.HEAD)
VENDOR = Viewer("性能测量", Role.VENDOR, vendor_id=7)
QUERIES = (
    "系统",
    "患者",
    "医院信息",
    "检验科",
    "闭环",
    "系统 患者",
    "闭环管理 检验科",
    "患",
    "ZY0012345",
    "ZY00",
    "2026-10",
    "没有的词句",
)
DEPARTMENTS = ("检验科", "放射科", "药剂科", "心内科", "神经外科", "信息科", "护理部", "医务科", "急诊科", "病案室")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--keep", type=Path, help="keep (or reuse) the hospital in this folder")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = (options.keep or Path(temporary)) / "bench"
        store = open_store(folder) if folder.exists() else build(folder, options.documents)
        size = (folder / DATABASE_NAME).stat().st_size / 2**20
        print(f"{machine()}; {options.documents} documents of {PAGES} pages, database {size:.0f} MiB\n")
        print("   found   search     LIKE   viewer  query")
        for name, viewer in (("head", HEAD), ("vendor", VENDOR)):
            for query in QUERIES:
                print_line(store, name, viewer, query)


def print_line(store: Store, name: str, viewer: Viewer, query: str) -> None:
    total = search(store, viewer, query).total
    own = median(lambda: search(store, viewer, query)) * 1000
    plain = median(lambda: with_like(store, viewer, query), 3) * 1000
    print(f"{total:8} {own:5.0f} ms {plain:5.0f} ms   {name:6}  {query}")


def with_like(store: Store, viewer: Viewer, text: str) -> int:
    """Documents of which a page has each word, without any ranking."""
    has = """
        EXISTS (SELECT 1 FROM main.file_texts AS f JOIN main.page_texts AS p ON p.file_id = f.id
        WHERE f.sha256 = d.sha256 AND p.text LIKE ?)
    """
    words = query_words(text)
    sql = f"SELECT count(*) FROM documents AS d WHERE {' AND '.join([has] * len(words))}"  # noqa: S608 - fixed text
    with store.reading(viewer) as db:
        return int(db.execute(sql, [f"%{word}%" for word in words]).fetchone()[0])


def build(folder: Path, documents: int) -> Store:
    """A hospital with documents whose files have been read; prints how long the index takes."""
    store = create_store(folder)
    for number in range(VENDORS):
        register.add_system(store, SYSTEM, register.SystemDraft(f"系统 {number}", "LIS", vendor=f"厂商 {number}"))
    chance = random.Random(7)  # noqa: S311 - the same texts in every run
    clauses = [clause.text for c in shipped_catalogs().values() for row in c.requirements for clause in row.clauses]
    with store.writing(SYSTEM) as transaction:
        for number in range(1, documents + 1):
            transaction.db.execute(_INSERT_DOCUMENT, _document(number, chance.choice(clauses)))
        pages = (
            (number, page, page_text(clauses, chance))
            for number in range(1, documents + 1)
            for page in range(1, PAGES + 1)
        )
        transaction.db.conn.executemany("INSERT INTO page_texts (file_id, page, text) VALUES (?, ?, ?)", pages)
        transaction.db.execute("UPDATE file_texts SET state = 'done'")
    seconds = taken(lambda: bring_up_to_date(store))
    print(f"index: {seconds:.0f} s, {seconds / documents / PAGES * 1000:.2f} ms a page")
    return store


_INSERT_DOCUMENT = """
    INSERT INTO documents
        (id, title, kind, sha256, file_name, effective_on, system_id, vendor_id, uploader, uploaded_at, state)
    VALUES (?, ?, 'screenshot', ?, ?, '2026-11-01', ?, ?, '性能测量', '2026-11-01T08:00:00+08:00', 'pending')
"""


def _document(number: int, title: str) -> tuple[object, ...]:
    owner = number % VENDORS + 1
    digest = hashlib.sha256(str(number).encode()).hexdigest()
    return number, title[:30], digest, f"{number}.png", owner, owner if number % 3 else None


def page_text(clauses: list[str], chance: random.Random) -> str:
    """A page as reports have it: wording of the trade, lines of figures, names and other rare characters."""
    lines: list[str] = []
    while sum(map(len, lines)) < CHARACTERS:
        lines.append(_line(clauses, chance))
    return "\n".join(lines)


def _line(clauses: list[str], chance: random.Random) -> str:
    kind = chance.random()
    if kind < 0.55:
        return chance.choice(clauses)
    if kind < 0.8:
        day = f"{chance.randint(2024, 2026)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
        return (
            f"{chance.choice(DEPARTMENTS)} {day} 单号 ZY{chance.randint(0, 10**7):07} 共 {chance.randint(1, 5000)} 例"
        )
    return "".join(chr(chance.randint(0x4E00, 0x5A00)) for _ in range(12))


def taken(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()

"""A hospital with a log, a statement and two files."""

from datetime import date

import pytest

from evidence.documents import DocumentDraft, add_document
from evidence.reviews import return_document
from evidence.store.heads import HEADS_NAME
from tests.unit.evidence.house import UPLOADER, House

FIRST, SECOND = b"first inspection", b"second inspection"


@pytest.fixture
def full(house: House) -> House:
    """Three documents: a statement, a returned file, a pending file. No head of the log is noted yet."""
    house.system("检验系统", vendor="瑞美")
    house.prove()
    for name, content in (("巡检一", FIRST), ("巡检二", SECOND)):
        draft = DocumentDraft(name, "record", date(2026, 2, 1), file_name=f"{name}.txt", content=content)
        add_document(house.store, UPLOADER, draft)
    return_document(house.store, house.viewer, 2, "看不清")
    (house.store.folder / HEADS_NAME).unlink(missing_ok=True)
    return house

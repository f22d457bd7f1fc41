"""合同履约: where it stands, coverage, obligations and deliveries, tickets, penalties, reading a contract."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from evidence.deployment import Deployment
from evidence.store import Store
from tests.pages.conftest import HOSPITAL, HOSPITAL_NAME, PERSON, OpenPage, errors, html


@pytest.fixture
def store(data: Path) -> Store:
    return Deployment(data).open(HOSPITAL)


def opened(open_page: OpenPage, person: str = PERSON.name, **address: str) -> AppTest:
    return open_page("contracts", person, hospital=HOSPITAL_NAME, **address)


def test_where_it_stands(open_page: OpenPage) -> None:
    app = opened(open_page)
    assert errors(app) == []
    print(html(app)[-3000:])

@pytest.mark.parametrize("part", ["履约", "故障工单", "违约与扣款", "读取合同"])
def test_parts(open_page: OpenPage, part: str) -> None:
    app = opened(open_page, part=part)
    assert errors(app) == []
    print(html(app)[-3000:])

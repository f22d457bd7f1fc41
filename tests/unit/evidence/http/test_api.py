"""The HTTP interface: evidence in, gaps out, each within the rights of a personal token."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from criteria.models import LevelsCatalog
from evidence.accounts import accounts, sign_in, tokens
from evidence.accounts.invitations import accept_invitation
from evidence.accounts.records import AccountDraft
from evidence.deployment import Deployment
from evidence.documents import DocumentFilter, find_documents
from evidence.http import upload
from evidence.http.guard import SignedInOnly
from evidence.http.headers import SafeHeaders
from evidence.http.places import Places
from evidence.http.routes import routes
from evidence.http.session_cookie import TICKETS, cookie_name
from evidence.records import Document
from evidence.viewer import Role, Viewer
from tests.unit.evidence.house import TODAY, House

ADMIN = Viewer("管理员", Role.ADMIN)
PASSWORD = "Kaifeng-2026-Ceping"  # noqa: S105 - of nobody
TEXT = "质控记录".encode()


@dataclass
class Desk:
    """A server with one hospital, whose vendor 瑞美 holds a token."""

    house: House
    client: TestClient
    places: Places
    vendor: Viewer
    token: str
    secret: str

    def send(self, *files: tuple[str, bytes], token: str = "", **said: str) -> httpx.Response:
        parts = [("file", (name, content)) for name, content in files]
        headers = {"Authorization": f"Bearer {token or self.token}"}
        return self.client.post("/api/v1/documents", files=parts, data=said, headers=headers)

    def stored(self) -> list[Document]:
        return find_documents(self.house.store, self.house.viewer, DocumentFilter(), TODAY).documents

    def sign_in(self, login: str = "ruimei") -> str:
        return sign_in.sign_in(self.house.store, login, PASSWORD, place="10.0.0.8").token


async def _picture(request: Request) -> PlainTextResponse:
    return PlainTextResponse("picture")


@pytest.fixture
def desk(house: House, emr: LevelsCatalog, tmp_path: Path) -> Iterator[Desk]:
    house.system("检验系统", "LIS", vendor="瑞美")
    house.system("医院信息系统", "HIS", vendor="卫宁")
    house.target(emr, "5")
    places = Places(Deployment(tmp_path))
    places._stores[house.store.slug] = house.store
    vendor = _account(house, AccountDraft("ruimei", "瑞美工程师", Role.VENDOR, vendor="瑞美"))
    secret = tokens.create_token(house.store, vendor, "上传脚本", TODAY + timedelta(days=30))
    app = Starlette(
        routes=[*routes(places), Route("/media/{name}", _picture)],
        middleware=[Middleware(SafeHeaders), Middleware(SignedInOnly, places=places)],
    )
    with TestClient(app) as client:
        yield Desk(house, client, places, vendor, f"renmin.{secret}", secret)


def _account(house: House, draft: AccountDraft) -> Viewer:
    invited = accounts.add_account(house.store, ADMIN, draft)
    accept_invitation(house.store, invited.token, PASSWORD)
    found = accounts.account(house.store, ADMIN, invited.account_id)
    return Viewer(found.person, found.role, account_id=found.id, vendor_id=found.vendor_id)


def test_a_file_is_filed_by_its_name(desk: Desk) -> None:
    answer = desk.send(("05.01.5_标本闭环_20260212.txt", TEXT))
    [entry] = answer.json()["documents"]
    assert (answer.status_code, entry["status"]) == (201, "stored")
    assert "05.01.5#1" in entry["clauses"]
    [document] = desk.stored()
    assert (document.id, document.title, document.uploader) == (entry["document"], "标本闭环", "瑞美工程师")
    assert (document.vendor_id, document.state) == (desk.vendor.vendor_id, "pending")


def test_what_is_said_goes_before_the_name(desk: Desk) -> None:
    answer = desk.send(
        ("说明.txt", TEXT), system="检验系统", clause="05.01.4#1", date="2026-01-31", note="请审核", catalog="emr-2018"
    )
    assert answer.json()["documents"][0]["clauses"] == ["05.01.4#1"]
    [document] = desk.stored()
    assert (f"{document.effective_on}", document.note) == ("2026-01-31", "请审核")


def test_a_bad_file_does_not_hold_up_the_others(desk: Desk) -> None:
    pack = io.BytesIO()
    with zipfile.ZipFile(pack, "w") as archive:
        archive.writestr("../../05.01.5_流转.txt", TEXT)
        archive.writestr("启动.bat", b"del *")
    answer = desk.send(("空.txt", b""), ("材料.zip", pack.getvalue()), system="检验系统")
    found = {entry["file"]: entry["status"] for entry in answer.json()["documents"]}
    assert answer.status_code == 201
    assert found == {"空.txt": "refused", "05.01.5_流转.txt": "stored", "启动.bat": "refused"}
    assert [document.file_name for document in desk.stored()] == ["05.01.5_流转.txt"]


def test_nothing_but_refused_files(desk: Desk) -> None:
    answer = desk.send(("网页.html", b"<script>alert(1)</script>"))
    assert answer.status_code == 422
    assert answer.json()["documents"][0]["message"].endswith("。")
    assert desk.stored() == []


def test_the_same_content_is_recognised(desk: Desk) -> None:
    desk.send(("05.01.5_标本闭环.txt", TEXT))
    again = desk.send(("05.01.5_又一份.txt", TEXT)).json()["documents"][0]
    assert again["status"] == "known"
    assert "《标本闭环》" in again["message"]
    assert len(desk.stored()) == 1


@pytest.mark.parametrize(
    ("said", "status", "part"),
    [
        ({"system": "医院信息系统"}, 404, "没有（或不止一个）系统"),
        ({"clause": "99.99.9"}, 404, "99.99.9"),
        ({"date": "2026-13-01"}, 422, "不是存在的日期"),
        ({"catalog": "iso"}, 404, "标准目录"),
    ],
)
def test_what_cannot_be_understood_is_told(desk: Desk, said: dict[str, str], status: int, part: str) -> None:
    answer = desk.send(("05.01.5_标本闭环.txt", TEXT), **said)
    assert answer.status_code == status
    assert part in answer.json()["error"]
    assert desk.stored() == []


def test_a_request_without_files(desk: Desk) -> None:
    headers = {"Authorization": f"Bearer {desk.token}"}
    for request in ({"data": {"system": "检验系统"}}, {"content": b"just bytes"}):
        answer = desk.client.post("/api/v1/documents", headers=headers, **request)  # type: ignore[arg-type]
        assert answer.status_code == 422
        assert answer.json()["error"].endswith("。")


def test_a_request_over_the_limit_is_not_read_to_its_end(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload, "MAX_REQUEST_BYTES", 1000)
    assert desk.send(("大.txt", b"x" * 5000)).status_code == 413

    def pieces() -> Iterator[bytes]:
        yield from [b"x" * 400] * 50

    headers = {"Authorization": f"Bearer {desk.token}", "Content-Type": "multipart/form-data; boundary=x"}
    answer = desk.client.post("/api/v1/documents", headers=headers, content=pieces())
    assert answer.status_code == 413
    assert "GB" in answer.json()["error"]


@pytest.mark.parametrize("bearer", ["", "renmin.", "renmin.rdn_guess", "other.rdn_guess", "../renmin.x", "renmin"])
def test_without_a_good_token_nothing_goes(desk: Desk, bearer: str) -> None:
    headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
    for answer in (
        desk.client.get("/api/v1/gaps", headers=headers),
        desk.client.post("/api/v1/documents", headers=headers, files={"file": ("a.txt", TEXT)}),
    ):
        assert answer.status_code == 401
        assert "令牌" in answer.json()["error"]
    assert desk.stored() == []


def test_the_token_of_a_removed_vendor_is_worth_nothing(desk: Desk) -> None:
    accounts.disable_account(desk.house.store, ADMIN, desk.vendor.account_id or 0)
    assert desk.send(("05.01.5_标本闭环.txt", TEXT)).status_code == 401


def test_a_token_ends_on_its_day_and_does_not_come_back_when_the_clock_is_set_back(desk: Desk) -> None:
    assert desk.send(("05.01.5_标本闭环.txt", TEXT)).status_code == 201
    desk.house.clock.now += timedelta(days=31)
    assert desk.send(("05.01.5_又一份.txt", TEXT)).status_code == 401
    desk.house.system("护理系统", "NIS")  # somebody works: the log knows what day it was
    desk.house.clock.now -= timedelta(days=60)
    assert desk.send(("05.01.5_第三份.txt", b"x")).status_code == 401


def test_a_vendor_gets_their_own_gaps(desk: Desk) -> None:
    headers = {"Authorization": f"Bearer {desk.token}"}
    found = desk.client.get("/api/v1/gaps", headers=headers, params={"catalog": "emr-2018"}).json()
    assert found["hospital"] == "人民医院"
    assert found["count"] == len(found["gaps"]) > 0
    assert {gap["system"] for gap in found["gaps"]} == {"检验系统"}
    assert desk.client.get("/api/v1/gaps", headers=headers, params={"catalog": "iso"}).status_code == 404
    assert desk.client.get("/api/v1/gaps", headers=headers, params={"today": "31.3."}).status_code == 422


def test_health_tells_nothing_about_who_is_here(desk: Desk) -> None:
    answer = desk.client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_a_file_name_in_the_encoding_of_a_chinese_windows(desk: Desk) -> None:
    sent = "检验标本.txt".encode("gb18030").decode("latin-1")
    answer = desk.send((sent, TEXT))
    [arrival] = answer.json()["documents"]
    assert arrival["file"] == "检验标本.txt"


@pytest.mark.parametrize(
    ("method", "path", "status", "says"),
    [
        ("GET", "/api/v1/documents", 405, "只接受 POST 请求"),
        ("DELETE", "/api/v1/gaps", 405, "只接受 GET 请求"),
        ("GET", "/api/v1/documents/7", 404, "没有这个接口"),
        ("POST", "/api/v2/gaps", 404, "GET /api/v1/gaps"),
    ],
)
def test_a_wrong_path_or_method_is_no_page(desk: Desk, method: str, path: str, status: int, says: str) -> None:
    answer = desk.client.request(method, path)
    assert answer.status_code == status
    assert says in answer.json()["error"]


def test_answers_cannot_be_taken_for_pages(desk: Desk) -> None:
    headers = desk.client.get("/healthz").headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "SAMEORIGIN"


def test_pictures_only_for_who_is_signed_in(desk: Desk) -> None:
    assert desk.client.get("/media/abc.png").status_code == 403
    ticket = TICKETS.issue("renmin", desk.sign_in())
    kept = desk.client.post("/session-cookie", content=ticket)
    assert kept.status_code == 204
    assert "httponly" in kept.headers["set-cookie"].lower()
    assert desk.client.get("/media/abc.png").status_code == 200
    accounts.disable_account(desk.house.store, ADMIN, desk.vendor.account_id or 0)
    assert desk.client.get("/media/abc.png").status_code == 403


def test_a_ticket_is_good_once(desk: Desk) -> None:
    ticket = TICKETS.issue("renmin", "token")
    assert desk.client.post("/session-cookie", content=ticket).status_code == 204
    desk.client.cookies.clear()
    assert desk.client.post("/session-cookie", content=ticket).status_code == 403
    assert desk.client.post("/session-cookie", content="guess").status_code == 403
    assert cookie_name("renmin") not in desk.client.cookies

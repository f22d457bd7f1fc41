"""The people of a hospital under test: accounts that are told things."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from evidence import documents, reviews
from evidence.accounts.accounts import account, accounts, add_account, disable_account
from evidence.accounts.records import AccountDraft, as_viewer
from evidence.notifications.inbox import InboxFilter, inbox
from evidence.settings import change_settings
from evidence.viewer import Role, Viewer
from tests.unit.evidence.house import EARLIER, House

ADMIN = Viewer("赵管理", Role.ADMIN)
MORNING = datetime(2026, 3, 2, 9, 30, tzinfo=timezone(timedelta(hours=8)))


@dataclass
class Hospital:
    """A house whose LIS is 瑞美's and whose HIS is 卫宁's, with people on all sides."""

    house: House
    lis: int
    his: int
    head: Viewer
    engineer: Viewer
    second_engineer: Viewer
    vendor: Viewer
    colleague: Viewer
    stranger: Viewer

    def open(self, person: str, role: Role, vendor: str = "", **fields: object) -> Viewer:
        """A new account."""
        return open_account(self.house, person, role, vendor, **fields)

    def disable(self, who: Viewer) -> None:
        assert who.account_id is not None
        disable_account(self.house.store, ADMIN, who.account_id)

    def upload(
        self,
        who: Viewer,
        title: str = "标本交接截图",
        system: int | None = None,
        expires: date | None = None,
        supersedes: int | None = None,
    ) -> int:
        draft = documents.DocumentDraft(
            title,
            "screenshot",
            EARLIER,
            statement="已核对",
            system_id=system,
            expires_on=expires,
            supersedes_id=supersedes,
        )
        return documents.add_document(self.house.store, who, draft)

    def accepted(self, who: Viewer, title: str, expires: date | None = None) -> int:
        """A document that somebody without an account has accepted."""
        document_id = self.upload(who, title, expires=expires)
        reviews.accept_document(self.house.store, self.house.viewer, document_id)
        return document_id

    def messages(self, who: Viewer, *kinds: str, unread: bool = False) -> list[str]:
        """What the inbox says, oldest first; of some kinds only when they are named."""
        page = inbox(self.house.store, who, InboxFilter(unread=unread, kinds=frozenset(kinds)))
        return [message.text for message in reversed(page.messages)]

    def change(self, **settings: object) -> None:
        change_settings(self.house.store, ADMIN, settings)


def open_account(house: House, person: str, role: Role, vendor: str = "", **fields: object) -> Viewer:
    """A new account; its login is of no consequence here."""
    login = f"user{len(accounts(house.store, ADMIN)) + 1}"
    invited = add_account(house.store, ADMIN, AccountDraft(login, person, role, vendor, **fields))  # type: ignore[arg-type]
    return as_viewer(account(house.store, ADMIN, invited.account_id), "")


def people(house: House) -> Hospital:
    """Everybody with an account, nobody with a message."""
    return Hospital(
        house=house,
        lis=house.system("检验系统", "LIS", vendor="瑞美"),
        his=house.system("医院信息系统", "HIS", vendor="卫宁"),
        head=open_account(house, "王主任", Role.HEAD, email="wang@hospital.cn"),
        engineer=open_account(house, "李工", Role.ENGINEER, email="li@hospital.cn"),
        second_engineer=open_account(house, "周工", Role.ENGINEER),
        vendor=open_account(house, "陈工", Role.VENDOR, "瑞美", email="chen@ruimei.cn"),
        colleague=open_account(house, "林工", Role.VENDOR, "瑞美"),
        stranger=open_account(house, "吴工", Role.VENDOR, "卫宁"),
    )

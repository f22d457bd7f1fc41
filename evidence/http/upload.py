"""Documents over HTTP: a multipart form with files and what is said about them."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message

from criteria.models import Catalog
from evidence.errors import InvalidInputError
from evidence.intake.arrivals import arrival_record, take_in
from evidence.intake.incoming import IncomingFile
from evidence.intake.said import said_of
from evidence.situation import load_situation
from evidence.store import Store
from evidence.viewer import Viewer

MAX_REQUEST_BYTES = 1024 * 1024 * 1024
_MOST_PARTS = 200


class TooLargeError(InvalidInputError):
    """A request over the limit; it is not read to its end."""


async def receive_documents(
    catalogs: Mapping[str, Catalog], store: Store, viewer: Viewer, request: Request
) -> list[dict[str, Any]]:
    """Takes in the files of a request and returns one record per file, refused ones included.

    Raises TooLargeError, InvalidInputError (no form, no file, unknown system or clause), NotAllowedError.
    """
    async with _form_of(request) as form:
        return await run_in_threadpool(_take_in, catalogs, store, viewer, form)


@asynccontextmanager
async def _form_of(request: Request) -> AsyncIterator[FormData]:
    """The request's form; its files wait on disk, not in memory, and go when it is closed."""
    if int(request.headers.get("content-length", 0)) > MAX_REQUEST_BYTES:
        raise _too_large()
    _count_bytes(request)
    try:
        form = await request.form(max_files=_MOST_PARTS, max_fields=_MOST_PARTS)
    except HTTPException as error:
        raise InvalidInputError(
            f"请求不是完整的文件表单，或超过 {_MOST_PARTS} 个部分，请按接口说明用 multipart/form-data 上传。"
        ) from error
    try:
        yield form
    finally:
        await form.close()


def _too_large() -> TooLargeError:
    return TooLargeError(f"一次请求不能超过 {MAX_REQUEST_BYTES // 1024**3} GB，没有保存；请分几次上传。")


def _count_bytes(request: Request) -> None:
    """Counts what really arrives: a header may lie or be missing."""
    receive, arrived = request._receive, 0  # noqa: SLF001 - Starlette has no public way to watch a body arrive

    async def counted() -> Message:
        nonlocal arrived
        message = await receive()
        arrived += len(message.get("body", b""))
        if arrived > MAX_REQUEST_BYTES:
            raise _too_large()
        return message

    request._receive = counted  # noqa: SLF001


def _take_in(catalogs: Mapping[str, Catalog], store: Store, viewer: Viewer, form: FormData) -> list[dict[str, Any]]:
    files = [part for part in form.getlist("file") if isinstance(part, UploadFile)]
    if not files:
        raise InvalidInputError("请求中没有文件，请把文件放在名为 file 的字段里。")
    today = store.clock().date()
    situation = load_situation(store, viewer, catalogs, today)
    said = said_of(
        situation,
        system=_text(form, "system"),
        clauses=[str(value) for value in form.getlist("clause")],
        day=_text(form, "date"),
        catalog=_text(form, "catalog"),
        note=_text(form, "note"),
    )
    incoming = [IncomingFile.of_stream(_name(part.filename or ""), part.size or 0, part.file) for part in files]
    return [arrival_record(arrival) for arrival in take_in(store, viewer, situation, incoming, today, said)]


def _name(sent: str) -> str:
    """The file name; what a Chinese Windows sends in its own encoding arrives letter by letter."""
    try:
        return sent.encode("latin-1").decode("gb18030")
    except UnicodeError:
        return sent


def _text(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""

"""Fifty people reading and ten vendors uploading at once against a real server of a hospital with 20,000 documents.

python -m benchmarks.load [--documents 20000] [--seconds 120] [--readers 50] [--uploaders 10]

A reader is a browser's connection to the server without the drawing: it opens a screen, waits until the script has sent
everything, reads for five to fifteen seconds and opens the next. An uploader sends a file of its own over the HTTP
interface, waits as long and sends the next. At the end every acknowledged file is looked for and compared.
"""

import argparse
import asyncio
import hashlib
import io
import random
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Awaitable
from dataclasses import dataclass, field
from datetime import date
from itertools import cycle
from pathlib import Path

import httpx
import websockets
from PIL import Image, ImageDraw
from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks.large_hospital import build
from evidence.access import screens
from evidence.accounts.demo import create_demo_accounts, demo
from evidence.accounts.sessions import viewer_of
from evidence.accounts.sign_in import sign_in
from evidence.accounts.tokens import create_token
from evidence.documents import content
from evidence.http.session_cookie import cookie_name
from evidence.store import Store
from evidence.viewer import SYSTEM
from tests.browser.app_server import serving

READERS = ("head", "engineer", "vendor", "expert")
_READING, _PAUSE, _PATIENCE = (5.0, 15.0), (5.0, 15.0), 60.0


@dataclass
class Outcome:
    """Seconds by what was done, errors in words, and number → hash of the files the server took."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)
    taken: dict[int, str] = field(default_factory=dict)


async def read_screens(
    address: str, cookie: str, menu: tuple[str, ...], until: float, chance: random.Random, outcome: Outcome
) -> None:
    """One reader's connection, from the first screen until the time is over."""
    stream = address.replace("http", "ws", 1) + "/_stcore/stream"
    headers = {"Cookie": cookie}
    async with websockets.connect(
        stream, additional_headers=headers, subprotocols=[websockets.Subprotocol("streamlit")], max_size=None
    ) as connection:
        opened = False
        while time.monotonic() < until:
            screen = chance.choice(menu)
            start = time.perf_counter()
            try:
                trouble = await asyncio.wait_for(_open(connection, screen), _PATIENCE)
            except TimeoutError:
                trouble = f"no answer within {_PATIENCE:.0f} s"
            outcome.seconds[screen if opened else "first screen"].append(time.perf_counter() - start)
            opened = True
            if trouble:
                outcome.errors.append(f"{screen}: {trouble}")
            await asyncio.sleep(chance.uniform(*_READING))


async def _open(connection: websockets.ClientConnection, screen: str) -> str:
    """Asks for a screen and takes in all its parts; what went wrong in words, empty when it came whole."""
    asked = BackMsg()
    asked.rerun_script.page_name = screen
    await connection.send(asked.SerializeToString())
    trouble, parts = "", 0
    async for data in connection:
        message = ForwardMsg.FromString(data if isinstance(data, bytes) else data.encode())
        kind = message.WhichOneof("type")
        if kind == "delta":
            parts += 1
            trouble = trouble or _trouble(message.delta.new_element)
        elif kind == "script_finished" and message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
            return trouble or ("" if parts else "empty screen")
    return "the connection ended"


def _trouble(element: Element) -> str:
    """What a part of a screen says went wrong, empty when nothing did."""
    kind = element.WhichOneof("type")
    if kind == "exception":
        return str(element.exception.message)
    if kind == "alert" and element.alert.format == Alert.ERROR:
        return str(element.alert.body)
    return "asked to sign in" if kind == "text_input" and element.text_input.label == "密码" else ""


async def upload_files(address: str, token: str, until: float, chance: random.Random, outcome: Outcome) -> None:
    """One uploader: a new picture each time, so that none is taken for another's."""
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(base_url=address, headers=headers, timeout=_PATIENCE) as client:
        while time.monotonic() < until:
            name, data = await asyncio.to_thread(picture, chance.getrandbits(60))
            start = time.perf_counter()
            answer = await client.post("/api/v1/documents", files={"file": (name, data)})
            outcome.seconds["upload"].append(time.perf_counter() - start)
            [arrival] = answer.json().get("documents", [{}])
            if answer.status_code == httpx.codes.CREATED and arrival["status"] == "stored":
                outcome.taken[arrival["document"]] = hashlib.sha256(data).hexdigest()
            else:
                outcome.errors.append(f"upload: {answer.status_code} {answer.text[:200]}")
            await asyncio.sleep(chance.uniform(*_PAUSE))


def picture(number: int) -> tuple[str, bytes]:
    """Name and content of a screenshot, about 0.2 MB, unlike any other."""
    chance = random.Random(number)  # noqa: S311 - content, no secret
    image = Image.new("RGB", (1280, 800), "white")
    image.paste(Image.frombytes("RGB", (240, 240), chance.randbytes(240 * 240 * 3)), (20, 60))
    draw = ImageDraw.Draw(image)
    for line in range(12):
        draw.text(
            (300, 60 + line * 30), f"SPECIMEN {chance.getrandbits(40)} RECEIVED {line}", fill="black", font_size=18
        )
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return f"05.01.5_{number}.png", buffer.getvalue()


async def crowd(address: str, store: Store, options: argparse.Namespace, outcome: Outcome) -> None:
    """Everybody at once; they arrive over the first seconds, as people do."""
    sessions = {login: sign_in(store, login, demo().password).token for login in READERS}
    menus = {login: screens(viewer_of(store, token)) for login, token in sessions.items()}
    vendor = viewer_of(store, sign_in(store, "vendor", demo().password).token)
    token = f"{store.slug}.{create_token(store, vendor, '负载测量', store.clock().date())}"
    until = time.monotonic() + options.seconds
    work = [
        read_screens(
            address,
            f"{cookie_name(store.slug)}={sessions[login]}",
            menus[login],
            until,
            random.Random(number),  # noqa: S311 - the same crowd in every run
            outcome,
        )
        for number, login in zip(range(options.readers), cycle(READERS), strict=False)
    ]
    work += [
        upload_files(address, token, until, random.Random(1000 + number), outcome)  # noqa: S311
        for number in range(options.uploaders)
    ]
    await asyncio.gather(*(_arrive(number / 10, one) for number, one in enumerate(work)))


async def _arrive(after: float, work: Awaitable[None]) -> None:
    await asyncio.sleep(after)
    await work


def lost(store: Store, taken: dict[int, str]) -> list[int]:
    """Acknowledged documents whose file is not there as it was sent."""
    return [
        number
        for number, digest in taken.items()
        if hashlib.sha256(content(store, SYSTEM, number)).hexdigest() != digest
    ]


def show(outcome: Outcome, options: argparse.Namespace, missing: list[int]) -> None:
    """Prints median and 95th percentile per screen and for uploads."""
    print(
        f"{options.readers} readers, {options.uploaders} uploaders, {options.seconds} s, {options.documents} documents"
    )
    for name, seconds in sorted(outcome.seconds.items()):
        tail = statistics.quantiles(seconds, n=20)[-1] if len(seconds) > 1 else seconds[0]
        median = statistics.median(seconds)
        print(f"{name:14s} {len(seconds):6d}  median {median * 1000:7.0f} ms  95% {tail * 1000:7.0f} ms")
    print(f"errors: {len(outcome.errors)}; acknowledged files: {len(outcome.taken)}, lost: {len(missing)}")
    for line in outcome.errors[:10]:
        print(" ", line)


def main() -> None:
    """Builds the hospital, starts the server, lets the crowd in, counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--seconds", type=int, default=120)
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--uploaders", type=int, default=10)
    options = parser.parse_args()
    outcome = Outcome()
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        store = build(data, options.documents, date.today())  # noqa: DTZ011 - the server's own day
        create_demo_accounts(store)
        with serving(data) as address:
            asyncio.run(crowd(address, store, options, outcome))
        show(outcome, options, lost(store, outcome.taken))
        if outcome.errors:
            print((data / "server.log").read_text("utf-8", "replace")[-6000:])


if __name__ == "__main__":
    main()

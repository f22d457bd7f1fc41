"""PDF copies of Word documents through LibreOffice, where it is installed."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from evidence.binder.progress import Steps

_PROGRAMS = ("soffice", "libreoffice")
_WINDOWS = (r"C:\Program Files\LibreOffice\program\soffice.exe",)
_SECONDS_TO_START, _SECONDS_EACH = 90, 20
_LOOKS_PER_SECOND = 4
ABSENT = "服务器上没有安装 LibreOffice，没有生成 PDF；需要时请用 Word 打开后另存为 PDF。"


class NoPdfError(Exception):
    """No PDF could be made; the message says why, for people."""


def office_program() -> str | None:
    """The installed LibreOffice, None where there is none."""
    found = (shutil.which(name) for name in (*_PROGRAMS, *_WINDOWS))
    return next((path for path in found if path), None)


def pdf_copies(documents: Mapping[str, bytes], steps: Steps) -> Mapping[str, bytes]:
    """Name → PDF for name → .docx (names without ending), in one run of LibreOffice with a time limit.

    Raises NoPdfError when LibreOffice is absent, fails or takes too long, StoppedError when somebody asks to stop.
    """
    program = office_program()
    if program is None:
        raise NoPdfError(ABSENT)
    with tempfile.TemporaryDirectory(prefix="readiness-pdf-") as place:
        folder = Path(place)
        sources = []
        for number, content in enumerate(documents.values()):
            source = folder / f"{number:04d}.docx"
            source.write_bytes(content)
            sources.append(source)
        _run(program, folder, sources, steps)
        return dict(zip(documents, _made(sources), strict=True))


def _run(program: str, folder: Path, sources: list[Path], steps: Steps) -> None:
    # A profile of its own: another LibreOffice that somebody has open would take the order and do nothing.
    profile = (folder / "profile").as_uri()
    command = [program, f"-env:UserInstallation={profile}", "--headless", "--norestore", "--convert-to", "pdf"]
    command += ["--outdir", str(folder), *map(str, sources)]
    until = time.monotonic() + _SECONDS_TO_START + _SECONDS_EACH * len(sources)
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=quiet, stderr=quiet, start_new_session=True) as process:  # noqa: S603
        try:
            while process.poll() is None:
                steps.check()
                if time.monotonic() > until:
                    raise NoPdfError("LibreOffice 转换超时，没有生成 PDF；需要时请用 Word 打开后另存为 PDF。")
                time.sleep(1 / _LOOKS_PER_SECOND)
        finally:
            _end(process)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Ends the program with what it has started: the command is a script that starts the program proper."""
    if os.name == "nt":
        process.kill()
        return
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _made(sources: Iterable[Path]) -> Iterable[bytes]:
    for source in sources:
        made = source.with_suffix(".pdf")
        if not made.is_file():
            raise NoPdfError("LibreOffice 没有完成转换，没有生成 PDF；需要时请用 Word 打开后另存为 PDF。")
        yield made.read_bytes()

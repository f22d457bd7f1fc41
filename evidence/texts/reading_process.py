"""The process that reads files for `extractor.Extractor`: `python -m evidence.texts.reading_process`.

It takes requests (JSON, one a line) from its standard input, answers on its standard output, and ends with its parent.
"""

import json
import os
import sys
import threading
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from evidence.texts.errors import UnreadableError
from evidence.texts.extraction import read_file
from evidence.texts.pages import page_row

if sys.platform != "win32":
    import resource

_NICENESS = 15
# Address space, not memory in use: the models and their working space take about one gigabyte of it.
_ADDRESS_SPACE = 4 * 1024**3


def main() -> None:
    """Answers requests until the parent has gone."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # What a library prints must not get between the answers.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    _be_modest()
    requests: SimpleQueue[bytes] = SimpleQueue()
    threading.Thread(target=_listen, args=[requests], daemon=True).start()
    while True:
        request = json.loads(requests.get())
        answers.write(json.dumps(_answer(Path(request["path"]), request["media_type"])).encode() + b"\n")
        answers.flush()


def _be_modest() -> None:
    """The lowest priority and a bound on memory. On Windows the parent starts this process with a low priority."""
    if sys.platform != "win32":
        os.nice(_NICENESS)
        resource.setrlimit(resource.RLIMIT_AS, (_ADDRESS_SPACE, _ADDRESS_SPACE))


def _listen(requests: "SimpleQueue[bytes]") -> None:
    """Passes requests on; the end of the input is the end of the parent, and nothing is to be finished for it."""
    for line in sys.stdin.buffer:
        requests.put(line)
    os._exit(0)


def _answer(path: Path, media_type: str) -> dict[str, Any]:
    try:
        reading = read_file(media_type, path.read_bytes())
    except FileNotFoundError:
        return {"error": "这份材料的文件不在文件库中，请从备份恢复或重新上传。"}
    except UnreadableError as error:
        return {"error": str(error)}
    return {"pages": [page_row(page) for page in reading.pages], "complete": reading.complete}


if __name__ == "__main__":
    main()

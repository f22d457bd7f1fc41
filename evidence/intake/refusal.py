"""Why a file is not taken: the sentences of `sentences.yaml`."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from criteria.yaml_reader import read_yaml
from evidence.errors import InvalidInputError


class RefusedError(Exception):
    """A file that is not taken. `why`: key of the sentence; `values`: what stands in its braces, but for the name."""

    def __init__(self, why: str, **values: object) -> None:
        super().__init__(why)
        self.why = why
        self.values = values

    def error(self, name: str, **values: object) -> InvalidInputError:
        """What the person is told about the file of this name; `values` that the refusal knows itself prevail."""
        known = {"name": name, **values, **self.values}
        word = str(known.get("word", ""))
        known["a_word"] = f" {word}" if word[:1].isascii() else word
        return InvalidInputError(sentences()[self.why].format(**known))


@cache
def sentences() -> Mapping[str, str]:
    """Key → sentence with braces."""
    found: Mapping[str, str] = read_yaml(Path(__file__).with_name("sentences.yaml"))
    return found

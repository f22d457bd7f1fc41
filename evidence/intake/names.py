"""The name under which a file is kept: what people called it, without what a machine could stumble over."""

import re
import unicodedata

from evidence.intake.limits import limits

UNNAMED = "未命名"
# Whatever its ending.
_RESERVED = re.compile(r"(?i)(?:con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³])(?=\.|$)")
_SEPARATORS = re.compile(r"[/\\]")
_DRIVE = re.compile(r"^[A-Za-z]:")
_FORBIDDEN = re.compile(r'[<>:"|?*]')
# Control characters, invisible ones (which turn the reading direction or hide an ending), halves of pairs, separators.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_LONGEST_ENDING = 10


def clean_name(name: str) -> str:
    """A file name in Chinese or any other script that is safe on every system; applied twice it changes nothing more.

    Only what follows the last separator (`/`, `\\`) is kept, without drive letter, control and bidirectional
    characters; those that Windows forbids become `_`. At most `name_characters` long, the ending stays.
    """
    last = _DRIVE.sub("", _SEPARATORS.split(name)[-1])
    seen = unicodedata.normalize("NFC", "".join(sign for sign in last if _is_seen(sign)))
    words = _trim(" ".join(_FORBIDDEN.sub("_", seen).split()))
    if is_reserved(words):
        words = f"_{words}"
    return _shorten(words) or UNNAMED


def is_reserved(name: str) -> bool:
    """Whether Windows keeps the name for a device, so that no file or folder can have it."""
    return _RESERVED.match(name) is not None


def ending_of(name: str) -> str:
    """`png` of `界面.PNG`, empty where a name has none."""
    stem, dot, ending = clean_name(name).rpartition(".")
    return ending.lower() if stem and dot else ""


def _is_seen(sign: str) -> bool:
    return unicodedata.category(sign) not in _UNSEEN


def _trim(name: str) -> str:
    """Without the dots and blanks at either end that some systems drop and others hide a file for."""
    return name.strip(" .")


def _shorten(name: str) -> str:
    stem, dot, ending = name.rpartition(".")
    if not stem or len(ending) > _LONGEST_ENDING:
        stem, dot, ending = name, "", ""
    tail = dot + ending
    room = limits().name_bytes - len(tail.encode())
    kept = stem[: limits().name_characters - len(tail)].encode()[:room].decode(errors="ignore")
    return _trim(_trim(kept) + tail)

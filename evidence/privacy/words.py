"""The titles, names and patterns that the search for identities knows (`identifiers.yaml`)."""

from functools import cache
from pathlib import Path

from criteria.models import Frozen, Several
from criteria.yaml_reader import read_yaml


class Titles(Frozen):
    """Titles of fields by what stands beside them."""

    name: Several[str]
    label: Several[str]
    signature: Several[str]
    person: Several[str]
    record: Several[str]
    card: Several[str]
    number: Several[str]
    identity: Several[str]
    phone: Several[str]
    address: Several[str]
    birth: Several[str]
    bank: Several[str]
    mail: Several[str]
    thing: Several[str]
    staff: Several[str]
    other: Several[str]


class IdentityNumbers(Frozen):
    """What an identity number consists of; `confusions`: character taken for a digit → the digit."""

    provinces: Several[int]
    oldest: int
    confusions: dict[str, str]


class BankCards(Frozen):
    """What the number of a bank card looks like."""

    union: str
    lengths: Several[int]


class Pattern(Frozen):
    """Something found wherever it stands; the group `value` is the identity, which `open` says may be staff's.

    `has`, `digits`: what, and how many digits, a line must have for it to be looked for.
    """

    kind: str
    pattern: str
    open: bool = False
    has: str = ""
    digits: int = 0


class Names(Frozen):
    """How Chinese names begin, end, and what only looks like one."""

    surnames: str
    compound: Several[str]
    child: Several[str]
    not_names: Several[str]
    not_name_endings: str
    titles_after: Several[str]
    masked: str


class PrivacyWords(Frozen):
    """Everything of `identifiers.yaml`."""

    titles: Titles
    patient_before: Several[str]
    others_before: Several[str]
    patient_row: Several[str]
    others_row: Several[str]
    organisation: Several[str]
    units: Several[str]
    identity: IdentityNumbers
    bank: BankCards
    patterns: Several[Pattern]
    in_sentences: str
    address_parts: Several[str]
    names: Names


@cache
def privacy_words() -> PrivacyWords:
    """The words that come with the program."""
    return PrivacyWords.model_validate(read_yaml(Path(__file__).with_name("identifiers.yaml")))

"""Which numbers are identity numbers, bank cards or telephone numbers: check digits, dates, lengths."""

import re
from datetime import date
from functools import cache

import phonenumbers

from evidence.privacy.words import privacy_words

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"


def check_character(first: str) -> str:
    """The last character of an identity number with these 17 digits (GB 11643, ISO 7064 MOD 11-2)."""
    return _CHECK[sum(int(digit) * weight for digit, weight in zip(first, _WEIGHTS, strict=True)) % 11]


def is_identity_number(number: str) -> bool:
    """Whether 18 characters (17 digits, then a digit or X) have province, date of birth and check digit."""
    return has_identity_form(number) and check_character(number[:17]) == number[17]


def has_identity_form(number: str) -> bool:
    """As is_identity_number, whatever the check digit: a number copied or read with a mistake still names somebody."""
    return bool(re.fullmatch(r"\d{17}[\dX]", number)) and _of_province(number) and is_date(number[6:14])


def is_old_identity_number(number: str) -> bool:
    """Whether 15 digits have a province and a date of birth (first-generation numbers, without check digit)."""
    return bool(re.fullmatch(r"\d{15}", number)) and _of_province(number) and is_date("19" + number[6:12])


def _of_province(number: str) -> bool:
    return int(number[:2]) in _provinces()


@cache
def _provinces() -> frozenset[int]:
    return frozenset(privacy_words().identity.provinces)


def is_date(digits: str) -> bool:
    """Whether eight digits (YYYYMMDD) are a day on which somebody living may have been born, or later."""
    try:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return False
    return privacy_words().identity.oldest <= day.year < 2100


def as_digits(text: str) -> str:
    """The text with the characters that readers of pictures confuse with digits taken as those; as long as before."""
    return text.translate(_confusions())


@cache
def _confusions() -> dict[int, str]:
    return str.maketrans(privacy_words().identity.confusions)


def passes_luhn(number: str) -> bool:
    """Whether digits end with the check digit of bank cards (ISO/IEC 7812-1)."""
    doubled = [sum(divmod(int(digit) * 2, 10)) for digit in number[-2::-2]]
    return (sum(doubled) + sum(int(digit) for digit in number[::-2])) % 10 == 0


def is_bank_card(number: str) -> bool:
    """Whether digits have the length of a bank card and its check digit."""
    return len(number) in privacy_words().bank.lengths and len(set(number)) > 2 and passes_luhn(number)


def is_mobile_number(text: str) -> bool:
    """Whether the text is a number of a Chinese mobile network that has been given out."""
    return _telephone_kind(text) == phonenumbers.PhoneNumberType.MOBILE


def is_landline_number(text: str) -> bool:
    """Whether the text is a Chinese landline number with its area code, of the length used there."""
    return (
        text.lstrip("(+").startswith(("0", "86")) and _telephone_kind(text) == phonenumbers.PhoneNumberType.FIXED_LINE
    )


def _telephone_kind(text: str) -> int:
    try:
        number = phonenumbers.parse(text, "CN")
    except phonenumbers.NumberParseException:
        return int(phonenumbers.PhoneNumberType.UNKNOWN)
    if number.country_code != 86:
        return int(phonenumbers.PhoneNumberType.UNKNOWN)
    return int(phonenumbers.number_type(number))

"""Whether what stands beside an open title (姓名, 电话, 签名 …) is a patient's: by its row, then by the whole page."""

from collections.abc import Iterable
from functools import lru_cache

from evidence.privacy.finding import Certainty
from evidence.privacy.titles import Whose
from evidence.privacy.words import privacy_words

# As many different words of other people make a page without patients theirs.
_OTHERS_ON_PAGE = 3


class Surroundings:
    """What a page says about whose names and numbers are on it. `patients`: something of a patient was found on it."""

    def __init__(self, lines: Iterable[str], patients: bool) -> None:
        self._patients = patients
        text = "\n".join(lines)
        words = privacy_words()
        others = sum(word in text for word in words.others_row)
        self._others = others >= _OTHERS_ON_PAGE and not _any(words.patient_row, text)

    def certainty(self, whose: Whose, row: str) -> Certainty | None:
        """How sure it is that a value in this row is a patient's; None when it is not."""
        if whose is Whose.PATIENT:
            return Certainty.CERTAIN
        if whose is Whose.OTHERS:
            return None
        if speaks_of_patient(row):
            return Certainty.LIKELY
        if _speaks_of_others(row):
            return None
        if self._patients:
            return Certainty.LIKELY
        return None if self._others else Certainty.POSSIBLE

    def patient_only(self, whose: Whose, row: str) -> Certainty | None:
        """As certainty, for what a hospital or company also puts on its papers (landline, address, e-mail)."""
        certainty = self.certainty(whose, row)
        if certainty is Certainty.CERTAIN or speaks_of_patient(row):
            return certainty
        return None if _speaks_of_organisation(row) else certainty


@lru_cache(maxsize=1024)
def speaks_of_patient(row: str) -> bool:
    """Whether a row has a word that only rows of patients have."""
    return _any(privacy_words().patient_row, row)


@lru_cache(maxsize=1024)
def _speaks_of_others(row: str) -> bool:
    return _any(privacy_words().others_row, row)


@lru_cache(maxsize=1024)
def _speaks_of_organisation(row: str) -> bool:
    return _any(privacy_words().organisation, row)


def _any(words: Iterable[str], text: str) -> bool:
    folded = text.casefold()
    return any(word in folded for word in words)

"""What is suggested for documents, asked for a file that belongs to one vendor."""

from collections.abc import Callable

from criteria.library import shipped_catalogs
from evidence import document_suggestions
from evidence.gaps import load_gaps
from evidence.situation import load_situation
from evidence.standing import load_standings
from evidence.viewer import Viewer
from tests.unit.evidence.commands import Prepared
from tests.unit.evidence.house import TODAY


def _suggestions_of(p: Prepared, who: Viewer) -> object:
    """With what the viewer sees, as a screen hands it on."""
    store = p.house.store
    situation = load_situation(store, who, shipped_catalogs(), TODAY)
    standings = load_standings(store, who, situation)
    gaps = [gap for standing in standings for gap in load_gaps(store, who, situation, standing)]
    return document_suggestions.suggestions_of(store, who, situation, gaps, p.file)


READINGS: dict[str, Callable[[Prepared, Viewer], object]] = {"document_suggestions.suggestions_of": _suggestions_of}

"""Words and signs for states of contracts, the same on screens and in exports."""

from collections.abc import Mapping

from evidence.contracts.coverage import Status, status_name
from evidence.contracts.obligations import STATE_NAMES, State
from evidence.contracts.penalties import STATE_NAMES as PENALTY_STATE_NAMES
from evidence.contracts.penalties import State as PenaltyState
from evidence.words import AMBER, GREEN, GREY, RED, Sign

OBLIGATION_SIGNS: Mapping[State, Sign] = {
    State.MISSED: Sign(STATE_NAMES[State.MISSED], "!", RED),
    State.DUE: Sign(STATE_NAMES[State.DUE], "…", GREY),
    State.LATE: Sign(STATE_NAMES[State.LATE], "◐", AMBER),
    State.DONE: Sign(STATE_NAMES[State.DONE], "✔", GREEN),
}

# Whether a contract pays for the support of a review.
SUPPORT_SIGNS: Mapping[Status, Sign] = {
    Status.COVERED: Sign(status_name(Status.COVERED), "✔", GREEN),
    Status.NEGOTIATED: Sign(status_name(Status.NEGOTIATED), "¥", AMBER),
    Status.UNCLEAR: Sign(status_name(Status.UNCLEAR), "?", GREY),
    Status.NONE: Sign(status_name(Status.NONE), "!", RED),
}

PENALTY_SIGNS: Mapping[PenaltyState, Sign] = {
    PenaltyState.CHARGED: Sign(PENALTY_STATE_NAMES[PenaltyState.CHARGED], "¥", AMBER),
    PenaltyState.OPEN: Sign(PENALTY_STATE_NAMES[PenaltyState.OPEN], "?", RED),
    PenaltyState.NOT_AGREED: Sign(PENALTY_STATE_NAMES[PenaltyState.NOT_AGREED], "–", GREY),
    PenaltyState.WAIVED: Sign(PENALTY_STATE_NAMES[PenaltyState.WAIVED], "/", GREY),
    PenaltyState.FIXED: Sign(PENALTY_STATE_NAMES[PenaltyState.FIXED], "✔", GREEN),
}

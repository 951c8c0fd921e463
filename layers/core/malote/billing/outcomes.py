"""What became of something that Efí was asked about."""

from dataclasses import dataclass
from typing import Literal

Reason = Literal[
    "unknown_account",  # no webhook of ours, or one of an account that was deleted
    "unknown_reference",  # Efí knows no such token or Pix under this account
    "unknown_kind",  # of a subscription, say
    "unknown_charge",  # none of this account's, of this tenant's
    "unknown_carnet",
    "other_charge",  # Efí's id is of one charge of ours, its custom_id of another
    "other_token",  # the charge's history is under another one
    "unknown_status",
    "no_charge_of_ours",  # a Pix that somebody made by himself
]


@dataclass(frozen=True, slots=True)
class Outcome:
    """``applied`` are the charges and carnês that changed, ``entries`` counts what was booked.

    ``ignored`` has a reason for each charge, carnê, row or Pix that was left alone.
    """

    applied: tuple[str, ...] = ()
    entries: int = 0
    ignored: tuple[Reason, ...] = ()

    def __add__(self, other: "Outcome") -> "Outcome":
        return Outcome(
            self.applied + other.applied,
            self.entries + other.entries,
            self.ignored + other.ignored,
        )

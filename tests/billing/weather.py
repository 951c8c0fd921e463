"""Efí's bad days: what it does wrong, at random, to whoever asks it something."""

from random import Random

from local.efi.control import Control

_ASKED = {"GET /notification/:token": 12, "GET /v2/pix/:e2eid": 2, "GET /charge/:id": 1,
          "GET /charges": 1, "POST /authorize": 1,
          "PUT /charge/:id/cancel": 1, "PUT /charge/:id/settle": 1,
          "PUT /carnet/:id/parcel/:parcel/cancel": 0.5,
          "PUT /carnet/:id/parcel/:parcel/settle": 0.5}  # fmt: skip
_HOW = {"error": 4, "outage": 2, "cut": 4, "midway": 2, "html": 2, "empty": 2, "truncated": 2,
        "wrong_types": 3, "shuffled": 8, "foreign": 4, "quota": 2, "unauthorized": 2,
        "slow": 0.3}  # fmt: skip
_MOST_TIMES = 4  # one more than our client asks in a row


def worsen(control: Control, rng: Random, rate: float = 0.08) -> None:
    """At times, the next calls of something go wrong."""
    if rng.random() >= rate:
        return
    (endpoint,) = rng.choices(list(_ASKED), list(_ASKED.values()))
    (how,) = rng.choices(list(_HOW), list(_HOW.values()))
    of_one = endpoint.startswith("GET ") and "/:" in endpoint
    # Both the history and the charge of another account, one after the other, nobody could tell.
    unlikely = how == "foreign" and endpoint == "GET /charge/:id"
    if unlikely or (how in {"foreign", "shuffled"} and not of_one):
        how = "error"
    times = 1 if how == "slow" else rng.randint(1, _MOST_TIMES)
    after = how in {"error", "outage", "cut", "slow"} and rng.random() < 0.5
    with control.bank.lock:
        control.misbehave(endpoint, how, times, after=after, seconds=2.3)

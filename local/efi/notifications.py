"""GET /v1/notification/:token: all that happened, oldest first, each time from the beginning."""

from local.efi.answers import Answer, no_such, ok
from local.efi.calls import Call


def history(call: Call) -> Answer:
    """Asking is what makes a notification delivered."""
    known = call.bank.histories.get(call.params["token"])
    if known is None or known.account != call.account.client_id:
        raise no_such("token")
    known.fetched += 1
    return ok(known.rows)

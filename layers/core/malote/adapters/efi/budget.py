"""How often Efí may be asked in a day: it counts for each application and endpoint.

15,000 requests in 24 hours, 30,000 of ``GET /notification/:token`` (Efí, Limites de consumo). Pix
has no daily limit (500 a second).
"""

from collections.abc import Callable
from datetime import datetime

from malote.billing.accounts import BillingAccount
from malote.errors import EfiOverQuota
from malote.ports.billing import Quota

A_DAY = 15_000
OF_NOTIFICATIONS = 30_000
_HISTORY = "GET /notification/:token"
_APPLYING = {_HISTORY, "POST /authorize"}


class Budget:
    """Days are UTC's; what else uses the same application is not counted."""

    def __init__(self, quota: Quota, now: Callable[[], datetime]) -> None:
        self._quota = quota
        self._now = now

    def take(self, account: BillingAccount, endpoint: str) -> None:
        """One request. Raises EfiOverQuota: at 90 % for all but applying what was notified."""
        limit = OF_NOTIFICATIONS if endpoint == _HISTORY else A_DAY
        if endpoint not in _APPLYING:
            limit = limit * 9 // 10
        if self._quota.take(account, endpoint, self._now()) > limit:
            raise EfiOverQuota(f"mais de {limit} pedidos hoje de {endpoint}")

"""The account at the end: what became of every message, by the table and by the mail server."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from malote.adapters import keys
from tests.crash.contents import Contents
from tests.sending.mails import BRANCHES, FILE, Mail
from tests.sending.world import ServerLog

_EXPECTED = {"sent": {1}, "failed": {0}, "uncertain": {0, 1}}


@dataclass
class Account:
    """``lost``, ``doubled`` and ``unexplained`` name each message, or key.

    Of the uncertain ones, ``by_cuts`` are those whose connection the server cut within the mail or
    after it; of the others the sender had died, or been frozen.
    """

    fates: Counter[str] = field(default_factory=Counter)
    by_cuts: int = 0
    pauses: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    unexplained: list[str] = field(default_factory=list)

    @property
    def by_deaths(self) -> int:
        return self.fates["uncertain"] - self.by_cuts

    def line(self) -> str:
        """For people."""
        fates = ", ".join(f"{count} {fate}" for fate, count in self.fates.most_common())
        wrong = f"{len(self.lost)} lost, {len(self.doubled)} doubled, {len(self.unexplained)} odd"
        return f"{fates} ({self.by_cuts} by cuts, {self.by_deaths} by deaths), {self.pauses} pauses; {wrong}"


@dataclass
class Auditor:
    """Takes what truth explains out of the contents; what is left over nobody explains."""

    mails: Sequence[Mail]
    contents: Contents
    log: ServerLog

    def account(self) -> Account:
        """The whole of it. It empties ``contents``."""
        account = Account()
        for mail in self.mails:
            self._mail(mail, account)
        for tenant, branches in BRANCHES.items():
            for branch in branches:
                self._take(keys.mail_settings(tenant, branch))
        pauses = [key for key in self.contents.items if key[0].endswith("#AUDIT")]
        account.pauses = len([self.contents.items.pop(key) for key in pauses])
        for tenant in BRANCHES:
            self.contents.versions.pop(keys.file(tenant, hashlib.sha256(FILE).hexdigest()), None)
        account.unexplained += [f"item {key}" for key in self.contents.items]
        account.unexplained += [f"object {key}" for key in self.contents.versions]
        account.unexplained += [f"mail {name}" for name in self.log.taken]
        return account

    def _mail(self, mail: Mail, account: Account) -> None:
        item = self._take(keys.outgoing(*mail.name)) or {}
        taken = self.log.taken.pop(mail.message.mime_id, [])
        status = str(item.get("status", "missing"))
        account.fates[status] += 1
        right = (status == "failed") == mail.refused and status in _EXPECTED
        # A server may take a mail for some recipients, and later for the others.
        times = Counter(recipient for each in taken for recipient in each["recipients"])
        copies = [times.pop(recipient, 0) for recipient in mail.message.recipients]
        if not right or min(copies) < min(_EXPECTED.get(status, {1})):
            account.lost.append(f"{mail.name} is {status} and was taken {copies} times: {item}")
        if max(copies) > max(_EXPECTED.get(status, {1})):
            account.doubled.append(f"{mail.name} is {status} and was taken {copies} times")
        if times or len({each["sha256"] for each in taken}) > 1:
            account.unexplained.append(f"{mail.name} went to others, or was another: {taken}")
        if status == "uncertain" and mail.message.mime_id in self.log.cut_within:
            account.by_cuts += 1
        self._told(mail, status, item, account)
        if self.contents.versions.pop(keys.sent_mail(*mail.name), 0) not in {1, int(bool(taken))}:
            account.unexplained.append(f"{mail.name} was not kept once")
        if self._take(keys.unsettled(*mail.name)):
            account.unexplained.append(f"{mail.name} is {status} and still pointed at")

    def _told(self, mail: Mail, status: str, item: Mapping[str, Any], account: Account) -> None:
        """Its attempts say how it ended."""
        attempts = item.get("attempts", [])
        told = attempts[-1]["outcome"] if attempts else "nothing"
        if told != {"failed": "refused"}.get(status, status):
            account.unexplained.append(f"{mail.name} is {status} after {told}")

    def _take(self, key: keys.Key) -> Mapping[str, Any] | None:
        return self.contents.items.pop((key["PK"], key["SK"]), None)

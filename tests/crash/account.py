"""The account at the end: what became of every mail, and all that the table and the bucket hold.

It is made from the truth of the mails (``mails.py``) and the stores' whole contents alone.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from malote.adapters import keys
from tests.crash.contents import Contents
from tests.crash.mails import TENANTS, Mail, Truth

type Item = Mapping[str, Any]


@dataclass
class Account:
    """``lost``, ``doubled`` and ``unexplained`` name each mail, blob, document or key.

    ``unmoved`` counts imported mails that stayed where they were, as whoever should have moved
    them died before: tidying up is not made up for.
    """

    fates: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    unexplained: list[str] = field(default_factory=list)
    unmoved: int = 0

    def table(self) -> str:
        """For people."""
        rows = [f"{fate:12} {count:6}" for fate, count in sorted(self.fates.items())]
        rows += [f"  {reason:21} {count:6}" for reason, count in sorted(self.reasons.items())]
        rows += [f"{'received':12} {self.fates.total():6}"]
        for name in ("lost", "doubled", "unexplained"):
            rows.append(f"{name:12} {len(getattr(self, name)):6}")
        return "\n".join([*rows, f"{'unmoved':12} {self.unmoved:6}"])


@dataclass
class Auditor:
    """Takes what truth explains out of the contents; what is left over nobody explains."""

    mails: Sequence[Mail]
    contents: Contents
    epochs: Mapping[tuple[str, str], int]

    def account(self) -> Account:
        """The whole of it. It empties ``contents``."""
        account = Account()
        bringers: dict[tuple[str, Truth], list[Mail]] = defaultdict(list)
        for mail in self.mails:
            for blob in mail.blobs:
                bringers[mail.tenant, blob].append(mail)
        for (tenant, blob), mails in bringers.items():
            self._blob(tenant, blob, mails, account)
            self._records(tenant, blob, account)
        first = {
            (tenant, blob.sha256): self._first(tenant, blob, mails, account)
            for (tenant, blob), mails in bringers.items()
        }
        for mail in self.mails:
            self._mail(mail, first, account)
        self._left(account)
        return account

    def _first(self, tenant: str, blob: Truth, mails: Sequence[Mail], account: Account) -> str:
        """The mail that registered a blob: who the ledger says stored it, or else the first.

        A poll that died after the put finds the object there and says duplicate, of its own.
        """
        said = [mail.name for mail in mails if blob.sha256 in self._stored(mail)]
        if len(said) > 1:
            account.doubled.append(f"{tenant}: {blob.sha256} was stored by {said}")
        return said[0] if said else mails[0].name

    def _stored(self, mail: Mail) -> set[str]:
        entry = self.contents.items.get(self._message(mail), {"parts": []})
        return {part["ref"] for part in entry["parts"] if part["outcome"] == "stored"}

    def _mail(self, mail: Mail, first: Mapping[tuple[str, str], str], account: Account) -> None:
        entry = self.contents.items.pop(self._message(mail), None)
        if entry is None:
            account.lost.append(f"{mail.tenant}/{mail.box}: mail {mail.uid} is not in the ledger")
            return
        fate, reason = mail.fate, entry.get("reason", "")
        if fate == "document":
            registers = any(first[mail.tenant, blob.sha256] == mail.name for blob in mail.blobs)
            fate = "registered" if registers else "duplicate"
            told = entry["outcome"] in {"stored", "duplicate"}
        elif mail.blobs and mail.blobs[0].outcome == "quarantined":
            reason = mail.blobs[0].code  # the parser's, checked with the blob
            told = entry["outcome"] in {"stored", "duplicate"}
        else:
            told = entry["outcome"] == fate
        refs = {part["ref"] for part in entry["parts"] if part.get("ref")}
        if not told or refs != {blob.sha256 for blob in mail.blobs}:
            account.lost.append(
                f"{mail.tenant}/{mail.box}: mail {mail.uid} should be {mail.fate} and is {entry}"
            )
        if fate in {"quarantined", "ignored"}:
            account.reasons[f"{fate}: {reason}" if reason else f"{fate}, no reason"] += 1
            if not reason:
                account.unexplained.append(f"{mail.tenant}/{mail.box}: mail {mail.uid}, no reason")
        account.fates[fate] += 1

    def _blob(self, tenant: str, blob: Truth, mails: Sequence[Mail], account: Account) -> None:
        entry = self._take(keys.blob(tenant, blob.sha256))
        outcome = "quarantined" if blob.outcome == "refused" else blob.outcome
        if entry is None or (entry["outcome"], entry.get("code", "")) != (outcome, blob.code):
            account.lost.append(f"{tenant}: {blob.sha256} should be {blob} and is {entry}")
        make = keys.quarantine if blob.outcome == "refused" else keys.inbox
        self._object(make(tenant, blob.sha256), account)
        for mail in mails:
            epoch = self.epochs[mail.tenant, mail.box]
            source = f"MAIL#{mail.box}#{epoch:010}#{mail.uid:010}"
            if self._take(keys.source(tenant, blob.sha256, source)) is None:
                account.lost.append(f"{tenant}: {blob.sha256} lacks the source {source}")

    def _records(self, tenant: str, blob: Truth, account: Account) -> None:
        for key in blob.documents:
            header = self._take(keys.document(tenant, key))
            if header is None or "sha256" not in header:  # its cancellation alone
                account.lost.append(f"{tenant}: document {key} is not registered")
            elif blob.outcome == "unpacked":
                self._unpacked(tenant, blob, header, account)
            elif header["sha256"] != blob.sha256:
                account.lost.append(f"{tenant}: document {key} is of other bytes")
        if blob.event_of:
            event = self._take(keys.event(tenant, blob.event_of, "110111", blob.event_of[6:20], 1))
            if event is None or event["sha256"] != blob.sha256:
                account.lost.append(f"{tenant}: the cancellation of {blob.event_of}: {event}")
            if (tenant, blob.event_of) not in self.contents.cancelled:
                account.lost.append(f"{tenant}: {blob.event_of} should be cancelled")
            self.contents.cancelled.discard((tenant, blob.event_of))

    def _unpacked(self, tenant: str, whole: Truth, header: Item, account: Account) -> None:
        """One of a batch: its bytes were cut out of it, and have a blob of their own."""
        sha256 = header["sha256"]
        source = self._take(keys.source(tenant, sha256, f"CONTAINER#{whole.sha256}"))
        entry = self._take(keys.blob(tenant, sha256))
        if source is None or entry is None or entry["outcome"] != "registered":
            account.lost.append(f"{tenant}: {sha256} of the batch {whole.sha256}: {entry}")
        self._object(keys.inbox(tenant, sha256), account)

    def _object(self, key: str, account: Account) -> None:
        versions = self.contents.versions.pop(key, 0)
        if not versions:
            account.lost.append(f"{key} is not in the bucket")
        elif versions > 1:
            account.doubled.append(f"{key} was written {versions} times")

    def _left(self, account: Account) -> None:
        for key in self._furniture():
            self.contents.items.pop((key["PK"], key["SK"]), None)
        self.contents.items.pop(("RECONCILER", "SWEEP"), None)
        account.unexplained += [f"item {key}" for key in self.contents.items]
        account.unexplained += [f"object {key}" for key in self.contents.versions]
        account.unexplained += [f"cancelled {document}" for document in self.contents.cancelled]

    def _furniture(self) -> Iterator[keys.Key]:
        for tenant, tax_id in TENANTS.items():
            yield keys.tenant(tenant)
            yield keys.tax_id(tenant, tax_id)
        for box in self.epochs:
            yield keys.mailbox(*box)
            yield keys.mailbox_state(*box)
            history = keys.poll(*box)
            for partition, sort in list(self.contents.items):
                if partition == history["PK"] and sort.startswith(history["SK"]):
                    yield {"PK": partition, "SK": sort}

    def _message(self, mail: Mail) -> tuple[str, str]:
        epoch = self.epochs[mail.tenant, mail.box]
        key = keys.message(mail.tenant, mail.box, epoch, mail.uid)
        return key["PK"], key["SK"]

    def _take(self, key: keys.Key) -> Item | None:
        return self.contents.items.pop((key["PK"], key["SK"]), None)

"""What must hold at every moment, a crash or not: looked at after each poll."""

from typing import Any

from malote.adapters import keys
from malote.adapters.items import from_item
from tests.crash.world import World

type Box = tuple[str, str]


class Watch:
    """``broken`` says what did not hold.

    - A cursor never goes back, and a poll that was overtaken writes no state.
    - What it has passed is in the ledger, each mail.
    - What the ledger names is in the bucket.
    """

    def __init__(self, world: World, last_uids: dict[Box, int]) -> None:
        self.broken: list[str] = []
        self.boxes = list(last_uids)
        self.total = sum(last_uids.values())
        self._table = world.table
        self._bucket = world.bucket
        self._dynamodb = world.cloud.client("dynamodb")
        self._s3 = world.cloud.client("s3")
        self._cursors = dict.fromkeys(last_uids, 0)
        self._kept: set[str] = set()

    def cursor(self, box: Box) -> int:
        """How far this mailbox was when it was last checked."""
        return self._cursors[box]

    def done(self) -> int:
        """Mails that cursors have passed."""
        return sum(self._cursors.values())

    def progress(self) -> float:
        return self.done() / self.total

    def check(self, box: Box) -> None:
        """After each poll of this mailbox, whatever its end."""
        state = self._state(box)
        before, now = self._cursors[box], state.get("last_uid", 0)
        if now < before:
            self.broken.append(f"{box}: the cursor went back from {before} to {now}")
        written = self._written(box, state.get("uid_validity", 0), min(before, now))
        for uid in range(before + 1, now + 1):
            if uid not in written:
                self.broken.append(f"{box}: mail {uid} was passed and is not in the ledger")
        for uid, parts in written.items():
            for part in parts:
                if not self._is_kept(box[0], part):
                    self.broken.append(f"{box}: mail {uid} names {part['ref']}, which is nowhere")
        self._cursors[box] = max(now, before)

    def states(self) -> dict[Box, dict[str, Any]]:
        """Of all mailboxes, as they are now; the notes of who asks again are anybody's."""
        return {box: self._state(box) | {"asked_again_at": ""} for box in self.boxes}

    def check_overtaken(
        self, frozen: dict[Box, dict[str, Any]], before: dict[Box, dict[str, Any]]
    ) -> None:
        """After a poll went on that was frozen at one state, and woken at another."""
        for box, now in self.states().items():
            then, meanwhile = (each[box].get("lease_token", 0) for each in (frozen, before))
            overtaken = meanwhile > then and now.get("lease_token") == meanwhile
            if overtaken and now != before[box]:
                self.broken.append(f"{box}: a poll without the lease wrote {now}")
            self.check(box)

    def _state(self, box: Box) -> dict[str, Any]:
        key = keys.mailbox_state(*box)
        answer = self._dynamodb.get_item(
            TableName=self._table, Key={name: {"S": text} for name, text in key.items()}
        )
        return from_item(answer.get("Item", {}))

    def _written(self, box: Box, epoch: int, after: int) -> dict[int, list[dict[str, Any]]]:
        first = keys.message(*box, epoch, after + 1)
        pages = self._dynamodb.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="PK = :p AND SK BETWEEN :s AND :e",
            ExpressionAttributeValues={
                ":p": {"S": first["PK"]},
                ":s": {"S": first["SK"]},
                ":e": {"S": "MESSAGE#~"},
            },
        )
        items = [from_item(item) for page in pages for item in page["Items"]]
        return {int(item["SK"].rpartition("#")[2]): item["parts"] for item in items}

    def _is_kept(self, tenant: str, part: dict[str, Any]) -> bool:
        if not part.get("ref"):
            return part["outcome"] in {"ignored", "quarantined"}
        make = keys.quarantine if part["outcome"] == "quarantined" else keys.inbox
        key = make(tenant, part["ref"])
        if key not in self._kept:
            try:
                self._s3.head_object(Bucket=self._bucket, Key=key)
            except self._s3.exceptions.ClientError:
                return False
            self._kept.add(key)
        return True

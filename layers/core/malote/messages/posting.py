"""Messages are made, queued, called back and sent again."""

import hashlib
from dataclasses import dataclass, replace

from malote.audit import Entry
from malote.messages.compose import Composer
from malote.messages.identity import new_id
from malote.messages.models import Message, SendRequest, Status
from malote.messages.requests import MessageRequest
from malote.ports import AuditTrail, Once, Outbox, SendQueue


@dataclass(frozen=True, slots=True)
class Posting:
    """What is done is told in the trail first, then written, then queued."""

    composer: Composer
    outbox: Outbox
    queue: SendQueue
    once: Once
    trail: AuditTrail

    def post(
        self, request: MessageRequest, entry: Entry, key: str | None = None, what: str = "messages"
    ) -> Message:
        """Make a message and queue it; ``entry`` says who asks, and its target is set here.

        The same ``key`` again is the same message, as it is now; what a crash left undone is done.
        Raises what ``Composer.compose`` does, IdempotencyMismatch.
        """
        message_id = new_id(entry.at)
        if key:
            asked = request.model_dump_json(exclude_defaults=True)
            fingerprint = hashlib.sha256(asked.encode()).hexdigest()
            message_id = self.once.claim(entry.tenant, what, key, fingerprint, message_id)
        message = self.outbox.get(entry.tenant, message_id) if key else None
        if not message:
            message = self._write(request, replace(entry, target=message_id))
        if message.status is Status.QUEUED:
            self._queue(message)
        return message

    def _write(self, request: MessageRequest, entry: Entry) -> Message:
        message = self.composer.compose(request, entry)
        told = {"to": message.to[0], "branch": message.branch}
        self.trail.record(replace(entry, details=told))
        if self.outbox.add(message):
            return message
        return self.outbox.get(entry.tenant, entry.target) or message  # the same key at once

    def cancel(self, entry: Entry) -> Message:
        """The message that is the entry's target is not sent. Raises NotFound, MessageSettled."""
        self.trail.record(entry)
        return self.outbox.cancel(entry.tenant, entry.target)

    def resend(self, entry: Entry) -> Message:
        """The entry's target is tried again. Raises NotFound, MessageSettled."""
        self.trail.record(entry)
        message = self.outbox.resend(entry.tenant, entry.target, entry.at)
        self._queue(message)
        return message

    def _queue(self, message: Message) -> None:
        self.queue.send([SendRequest(tenant=message.tenant, message_id=message.message_id)])

"""The mails to be sent, and what is true of each."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from malote.messages.models import Attached, Message
from tests.sending.server import REFUSED

BRANCHES = {
    "empresa-um": ("11222333000181", "11222333000262", "11222333000343"),
    "empresa-dois": ("12ABC34501DE35", "44555666000181", "44555666000262"),
}
FILE = b"Anexo de todos.\n" * 300


@dataclass(frozen=True)
class Mail:
    """``refused`` if its recipient does not exist; ``queued`` unless POST died before that."""

    message: Message
    refused: bool
    queued: bool

    @property
    def name(self) -> tuple[str, str]:
        return self.message.tenant, self.message.message_id


def make(count: int, seed: int, at: datetime) -> list[Mail]:
    """So many, of all branches in turn."""
    rng = Random(seed)
    return [_mail(number, rng, at + timedelta(milliseconds=number)) for number in range(count)]


def from_address(branch: str) -> str:
    """What a branch's account sends from."""
    return f"notas@{branch.lower()}.test"


def _mail(number: int, rng: Random, at: datetime) -> Mail:
    tenant = list(BRANCHES)[number % 2]
    branch = BRANCHES[tenant][number // 2 % 3]
    message_id = f"{at:%Y%m%dt%H%M%S}{at.microsecond // 1000:03}-{rng.getrandbits(48):012x}"
    refused = number % 50 == 7
    to = f"{REFUSED if refused else 'cliente'}-{number}@cliente.test"
    others = () if refused or number % 3 else (f"copia-{number}@cliente.test",)
    message = Message(
        tenant=tenant,
        message_id=message_id,
        created_at=at,
        due_at=at,
        branch=branch,
        to=(to,),
        cc=others[: number % 2],
        bcc=others[number % 2 :],
        subject=f"Nota {number}: ação",
        text=f"Segue a nota {number}.\n.\n..fim\n",
        attachments=_attached() if number % 5 == 0 else (),
        customer=to,
        mime_id=f"<malote.{message_id}@{branch.lower()}.test>",
    )
    return Mail(message, refused, queued=rng.random() > 0.05)


def _attached() -> Sequence[Attached]:
    sha256 = hashlib.sha256(FILE).hexdigest()
    return (Attached(kind="file", id=sha256, sha256=sha256, name="anexo.txt"),)

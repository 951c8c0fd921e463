"""Mails as suppliers send them: a text, and an NF-e of 15 KB that is like no other.

The NF-e is one of nfelib's without blanks between tags, as SEFAZ wants them, in which every word
of three characters or more is another of the same shape, the same one wherever its value stood.
Certificate and signature, 3 KB, are random. Deflate makes 5.5 KB of it, and as much of its base64.
"""

import random
import re
import string
from base64 import b64encode
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import SMTP

from tests.unit.fiscal.nfelib_samples import SAMPLES

SIZE = 15_000
_NOTE = "nfe/samples/v4_0/leiauteNFe/35180834128745000152550010000474491454651420-nfe.xml"
_KEY = "35180834128745000152550010000474491454651420"
_VALUE = re.compile(r"(?<=>)[^<>\s][^<>]*(?=<)|" + _KEY)
_WORD = re.compile(r"&\w+;|\w{3,}")
_ITEM = re.compile(r"<det .*?</det>")
_TEXT = """\
Prezado cliente,

Segue em anexo o XML da NF-e {number}, emitida em {day:02}/11/2026, no valor de R$ {amount}.
O pagamento vence em 28 dias. Em caso de divergência, por favor responda a este e-mail em até
dois dias úteis, informando o número do pedido.

Atenciosamente,
Departamento de Faturamento
"""


def mails(count: int) -> Iterator[bytes]:
    """Always the same ones."""
    chance = random.Random(20261121)
    template = _template()
    for number in range(count):
        yield _mail(_note(template, chance), number, chance)


def _template() -> str:
    """With as few items as make 15 KB."""
    text = re.sub(r">\s+<", "><", SAMPLES[_NOTE].decode())
    for item in reversed(_ITEM.findall(text)):
        if len(text) - len(item) >= SIZE:
            text = text.replace(item, "")
    return text


def _note(template: str, chance: random.Random) -> bytes:
    others: dict[str, str] = {}

    def another(found: re.Match[str]) -> str:
        value = found[0]
        if value not in others:
            others[value] = (
                b64encode(chance.randbytes(len(value) * 3 // 4)).decode()
                if len(value) > 300
                else _WORD.sub(lambda word: _shaped(word[0], chance), value)
            )
        return others[value]

    return _VALUE.sub(another, template).encode()


def _shaped(word: str, chance: random.Random) -> str:
    if word.startswith("&"):
        return word
    kinds = (string.digits, string.ascii_uppercase, string.ascii_lowercase)
    return "".join(
        next((chance.choice(kind) for kind in kinds if letter in kind), letter) for letter in word
    )


def _mail(note: bytes, number: int, chance: random.Random) -> bytes:
    mail = EmailMessage(policy=SMTP)
    mail["From"] = f"Fornecedor {number % 40} <nfe@fornecedor{number % 40}.example>"
    mail["To"] = "fiscal@acme.example"
    mail["Subject"] = f"NF-e {number:09}"
    mail["Message-ID"] = f"<{chance.randbytes(16).hex()}@fornecedor.example>"
    mail["Date"] = f"Sat, {1 + number % 20:02} Nov 2026 10:{number % 60:02}:00 -0300"
    amount = f"{chance.randint(1, 9999)},{chance.randint(0, 99):02}"
    text = _TEXT.format(number=number, day=1 + number % 20, amount=amount)
    mail.set_content(text)
    mail.add_attachment(
        note, maintype="application", subtype="xml", filename=f"{chance.randrange(10**43):044}.xml"
    )
    return mail.as_bytes()

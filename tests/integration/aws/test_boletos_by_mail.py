"""Boletos of Efí's stand-in, through the API, a real table and bucket, into mails."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest

from functions.messages.handler import handle
from local.cloud import Cloud
from malote import bootstrap
from malote.adapters.table import Table
from malote.billing.issued import with_issued, with_issued_carnet
from malote.bootstrap import billing, sending
from malote.messages.render import render
from malote.settings import settings
from tests.fakes.stores import NOON
from tests.handlers.events import Context, api
from tests.handlers.test_api import CLAIMS
from tests.integration.aws.queues import new_queue, taken
from tests.integration.efi.asking import ACCOUNT, ANA, NOTIFY, Asked, asked, carnet, charge
from tests.unit.messages import desk


@dataclass
class World:
    asked: Asked
    queue: str

    def issue(self, number: int = 1) -> dict[str, Any]:
        """A Bolix, as a request attaches it."""
        new = charge(number)
        assert billing.book().add([new])
        issued = with_issued(new, self.asked.client.issue(ACCOUNT, new, NOTIFY))
        assert billing.book().change(new, issued)
        return {"kind": "charge", "id": new.charge_id}

    def issue_carnet(self) -> dict[str, Any]:
        new, parcels = carnet()
        assert billing.book().add(parcels, new)
        issued = self.asked.client.issue_carnet(ACCOUNT, new, parcels, NOTIFY)
        after, pairs = with_issued_carnet(new, parcels, issued)
        assert billing.book().change_carnet(new, after, pairs)
        return {"kind": "carnet", "id": new.carnet_id}

    def pdf(self, link: str | None) -> bytes:
        return self.asked.client.document(link or "")


@pytest.fixture
def world(
    cloud: Cloud, table: Table, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[World]:
    queue, caches = new_queue(), (settings, bootstrap.table, billing.efi)
    with asked() as efi:
        values = {
            "STAGE": "test", "TABLE_NAME": table._name, "BUCKET_NAME": bucket,
            "SEND_QUEUE_URL": queue, "EFI_URL": efi.efi.url,
        }  # fmt: skip
        for name, value in values.items():
            monkeypatch.setenv(name, value)
        for each in caches:
            each.cache_clear()
        bootstrap.tenants().add_tax_ids("acme", [desk.BRANCH], NOON)
        assert sending.mail_settings().save(desk.settings(), instead_of=None)
        yield World(efi, queue)
    for each in caches:
        each.cache_clear()


def post(wanted: dict[str, Any], key: str | None = None) -> tuple[int, Any]:
    event = api("POST", "/messages", CLAIMS, body={"attachments": [wanted]}, key=key)
    answer = handle(event, Context())
    return answer["statusCode"], json.loads(answer["body"])


def mailed(message_id: str) -> tuple[str, str, bytes]:
    """What the mail says, and its one attachment, as ``send_mail`` makes them."""
    made = sending.outbox().get("acme", message_id)
    assert made
    mime = render(made, desk.settings(), sending.attachments().collect(made))
    mail = message_from_bytes(mime, policy=default)
    body = mail.get_body()
    (part,) = mail.iter_attachments()
    assert body
    assert part.get_content_type() == "application/pdf"
    return body.get_content().replace("\r\n", "\n"), part.get_filename() or "", part.get_content()


def test_every_attempt_sends_what_efi_gave_once(world: World) -> None:
    world.issue(2)
    wanted = world.issue(1)
    known = billing.book().get("acme", wanted["id"])
    assert known
    pdf = world.pdf(known.pdf_link)
    status, made = post(wanted, "k")
    assert (status, made["to"], made["customer"]) == (202, [ANA.email], ANA.tax_id)
    assert post(wanted, "k") == (202, made)
    assert len(set(taken(world.queue))) == 1
    text, name, content = mailed(made["id"])
    assert (name, content) == (f"boleto-{known.due_date}.pdf", pdf)
    assert known.barcode
    assert known.pix_copy_paste
    assert f"Linha digitável: {known.barcode}\nPix copia e cola: {known.pix_copy_paste}\n" in text
    world.asked.efi.control.bank.charges.clear()
    assert mailed(made["id"]) == (text, name, content)
    status, refused = post(wanted)
    assert (status, refused["code"]) == (502, "boleto_unavailable")


def test_a_carnet_goes_as_its_booklet(world: World) -> None:
    wanted = world.issue_carnet()
    known = billing.book().carnet("acme", wanted["id"])
    assert known
    status, made = post(wanted)
    assert (status, made["subject"]) == (202, "Carnê de 3 parcelas - notas@acme.test")
    assert mailed(made["id"])[2] == world.pdf(known.pdf_link)


def test_what_efi_does_not_give_is_not_sent(world: World) -> None:
    wanted = world.issue()
    paid = billing.book().get("acme", wanted["id"])
    assert paid
    elsewhere = paid.model_copy(update={"pdf_link": "http://127.0.0.1:9/1.pdf", "revision": "r2"})
    assert billing.book().change(paid, elsewhere)
    status, refused = post(wanted)
    assert (status, refused["code"]) == (502, "boleto_unavailable")
    assert taken(world.queue) == []

"""Asking SEFAZ with an A1: the right key, opened and recorded once, and for its own company alone."""

import os
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from malote.adapters.sefaz import A1Carrier, carrier
from malote.branches.models import Module
from malote.certificates.models import Binding
from malote.environment import Environment
from malote.errors import (
    CertificateExpired,
    MaloteError,
    NoCertificateBound,
    NotFound,
    SefazCertificateRefused,
    SefazUnreachable,
)
from malote.sefaz.asking import render
from malote.sefaz.models import SefazSettings, Service
from malote.sefaz.operations import Asking, ManifestationKind, Operation
from malote.sefaz.queued import FeedTurn
from malote.sefaz.signing import PfxSigner
from tests.fakes.stores import NOON
from tests.integration.sefaz.mutual import ANSWER, Mutual, mutual
from tests.unit.certificates.safe import BRANCH, OTHER, STRANGER, Safe, identity
from tests.unit.sefaz.wire import OPERATIONS, event, lot, opened

NFE, CTE = OPERATIONS["NF-e after an NSU"], OPERATIONS["CT-e after an NSU"]
LOT = lot(event(ManifestationKind.AWARENESS))
TURN = FeedTurn(
    tenant="acme", tax_id=BRANCH, service=Service.NFE, environment=Environment.PRODUCTION
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mutual]:
    with mutual(tmp_path_factory.mktemp("sefaz"), ANSWER) as running:
        yield running


def carrying(safe: Safe, server: Mutual) -> A1Carrier:
    server.heard.clear()
    server.shown.clear()
    return A1Carrier(safe.keys, f"# Autoridade é raiz\n{server.roots}".encode, server.url)


def asking(
    operation: Operation, branch: str = BRANCH, of: Environment = Environment.PRODUCTION
) -> Asking:
    return Asking(tax_id=branch, state="SP", environment=of, operation=operation)


def settings(certificate_id: str | None = None, branch: str = BRANCH) -> SefazSettings:
    return SefazSettings(tenant="acme", tax_id=branch, certificate_id=certificate_id)


def binding(module: Module, of: Environment = Environment.PRODUCTION) -> Binding:
    return Binding(branch=BRANCH, module=module, environment=of)


def test_what_is_exchanged(server: Mutual) -> None:
    safe, of = Safe(), identity()
    safe.put(of, binding(Module.SEFAZ))
    for operation in (NFE, LOT):
        found = carrying(safe, server).carry(settings(), asking(operation), TURN, NOON)
        assert found.answer == b"<answer/>"
        assert found.request == render(asking(operation), PfxSigner(opened(of)))
        assert [each.partition(b"\r\n\r\n")[2] for each in server.heard] == [found.request]


BY_BINDING = {
    "NF-e": (NFE, Environment.PRODUCTION, 0),
    "one NF-e": (OPERATIONS["one NF-e"], Environment.PRODUCTION, 0),
    "a lot": (LOT, Environment.PRODUCTION, 0),
    "CT-e": (CTE, Environment.PRODUCTION, 1),
    "homologation": (NFE, Environment.HOMOLOGATION, 2),
}


@pytest.mark.parametrize(("operation", "of", "number"), BY_BINDING.values(), ids=BY_BINDING)
def test_the_certificate_that_serves_it(
    server: Mutual, operation: Operation, of: Environment, number: int
) -> None:
    safe = Safe()
    own = [identity(name=name) for name in ("NF", "CT", "H")]
    homologation = binding(Module.SEFAZ, Environment.HOMOLOGATION)
    serves = (binding(Module.SEFAZ), binding(Module.CTE_RECEIPT), homologation)
    for each, bound in zip(own, serves, strict=True):
        safe.put(each, bound)
    carrying(safe, server).carry(settings(), asking(operation, of=of), TURN, NOON)
    assert server.shown == [own[number].der]


def test_the_certificate_that_was_chosen(server: Mutual) -> None:
    safe, chosen = Safe(), identity(name="ESCOLHIDO")
    safe.put(identity(), binding(Module.SEFAZ))
    by_id = settings(safe.put(chosen).certificate_id, OTHER)
    carrying(safe, server).carry(by_id, asking(CTE, OTHER), TURN, NOON)  # a base is a company
    assert server.shown == [chosen.der]


def refused(safe: Safe) -> list[tuple[SefazSettings, Operation, type[MaloteError]]]:
    return [
        (settings(), CTE, NoCertificateBound),
        (settings("f" * 32), NFE, NotFound),
        (settings(safe.put(identity(STRANGER)).certificate_id), NFE, SefazCertificateRefused),
        (settings(safe.put(identity("52998224725")).certificate_id), NFE, SefazCertificateRefused),
        (settings(safe.put(identity(days=-1)).certificate_id), NFE, CertificateExpired),
    ]


def test_nothing_is_sent_without_the_companys_own(server: Mutual) -> None:
    safe = Safe()
    safe.put(identity(), binding(Module.SEFAZ))
    carry = carrying(safe, server).carry
    for chosen, operation, error in refused(safe):
        with pytest.raises(error):
            carry(chosen, asking(operation), TURN, NOON)
    assert (server.heard, server.shown) == ([], [])


def test_a_key_is_opened_and_recorded_once_for_what_it_is_for(server: Mutual) -> None:
    safe = Safe()
    safe.put(identity(), binding(Module.SEFAZ))
    using = carrying(safe, server)
    for number, operation in enumerate((NFE, NFE, LOT, NFE, LOT)):
        using.carry(settings(), asking(operation), TURN, NOON + timedelta(seconds=number))
    uses = [(each.actor.name, each.details["purpose"]) for each in safe.trail.kept]
    assert uses == [
        ("malote", "consulta de documentos na SEFAZ"),
        ("malote", "manifestação do destinatário na SEFAZ"),
    ]


def test_a_key_is_not_held_for_long(server: Mutual, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carrier, "_KEPT_SECONDS", 0.0)
    safe = Safe()
    safe.put(identity(), binding(Module.SEFAZ))
    using = carrying(safe, server)
    for operation in (NFE, NFE, LOT):
        using.carry(settings(), asking(operation), TURN, NOON)
    assert len(safe.trail.kept) == 3
    assert len(using._held) == 1


def test_another_tenant_has_keys_of_its_own(server: Mutual) -> None:
    safe = Safe()
    safe.put(identity(), binding(Module.SEFAZ))
    using = carrying(safe, server)
    using.carry(settings(), asking(NFE), TURN, NOON)
    strangers = settings().model_copy(update={"tenant": "rival"})
    with pytest.raises(NoCertificateBound):
        using.carry(strangers, asking(NFE), TURN, NOON)
    assert len(server.heard) == 1


def test_the_hosts_are_sefazs_own(monkeypatch: pytest.MonkeyPatch) -> None:
    safe = Safe()
    safe.put(identity(), binding(Module.SEFAZ))
    sent: list[str] = []

    class Noting:
        def __init__(self, *_: object) -> None: ...

        def post(self, url: str, action: str, body: bytes) -> bytes:
            sent.append(url)
            raise SefazUnreachable

    monkeypatch.setattr(carrier, "SefazTransport", Noting)
    with pytest.raises(SefazUnreachable):
        A1Carrier(safe.keys, bytes).carry(settings(), asking(NFE), TURN, NOON)
    path = "NFeDistribuicaoDFe/NFeDistribuicaoDFe.asmx"
    assert sent == [f"https://www1.nfe.fazenda.gov.br/{path}"]


_written: list[object] = []
sys.addaudithook(lambda event, given: _written.append(given[0]) if _writes(event, given) else None)


def _writes(event: str, given: tuple[Any, ...]) -> bool:
    by_path = event == "open" and not isinstance(given[0], int)
    return by_path and bool(given[2] & (os.O_WRONLY | os.O_RDWR))


def test_the_key_is_on_no_disk_and_in_no_text(server: Mutual, tmp_path: Path) -> None:
    safe, of = Safe(), identity()
    safe.put(of, binding(Module.SEFAZ))
    using = carrying(safe, server)
    _written.clear()
    (tmp_path / "seen").write_text("by the hook")
    assert len(_written) == 1
    using.carry(settings(), asking(LOT), TURN, NOON)
    assert len(_written) == 1
    assert str(of.key.private_numbers().d) not in repr(using)
    assert "RSAPrivateKey" not in repr([*using._held.values()])

"""The folder of a CNPJ, and its documents sent again."""

from datetime import timedelta
from os import utime
from pathlib import Path

import pytest

from integrador.config import Configured
from integrador.device_key import DeviceKey
from integrador.folders import Folder
from integrador.home import Home
from integrador.remote import Remote
from integrador.resend import Summary, resend
from malote.errors import SefazNonsense
from malote.sefaz.exchange import Exchange
from malote.sefaz.operations import Manifest, ManifestationKind, ToManifest
from tests.core.conftest import AT
from tests.core.remote_service import RemoteService
from tests.core.sefaz import KEY, SUMMARY, page

EVIL = b"<a>../../etc/passwd</a>"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "11222333000181")


def names(folder: Folder) -> list[str]:
    return sorted(str(each.relative_to(folder.path)) for each in folder.path.glob("*/*"))


def test_an_exchange_is_unpacked(folder: Folder, remote: RemoteService) -> None:
    job = remote.job("job-0000001", "0" * 64)
    assert folder.keep(job, Exchange(request=b"<a/>", answer=page(SUMMARY, EVIL)), AT) == 2
    assert names(folder) == [
        "2026-11/000000000000002-resNFe_v1.01.xml",
        "2026-11/20261130T230000-distribute-job-0000001.pedido.xml",
        "2026-11/20261130T230000-distribute-job-0000001.resposta.xml",
        f"2026-11/{KEY}-resNFe_v1.01.xml",
    ]


def test_a_document_is_there_once(folder: Folder, remote: RemoteService) -> None:
    job = remote.job("job-0000001", "0" * 64)
    exchange = Exchange(request=b"<a/>", answer=page(SUMMARY))
    other = SUMMARY.replace(b"EMITENTE", b"OUTRO NOME")
    assert folder.keep(job, exchange, AT) == 1
    assert folder.keep(job, exchange, AT) == 0
    assert folder.keep(job, exchange, AT + timedelta(days=40)) == 0
    assert folder.keep(job, Exchange(request=b"<a/>", answer=page(other)), AT) == 1
    kept = [each.read_bytes() for each in folder.documents()]
    assert sorted(kept) == sorted([SUMMARY, other])


@pytest.mark.parametrize(
    "schema", ["../../../evil", "..\\..\\evil", "/etc/passwd", "", ".", "a\x00b\nc", "x" * 300]
)
def test_no_name_is_a_strangers(folder: Folder, remote: RemoteService, schema: str) -> None:
    told = schema.replace("\x00", "&#9;").replace("\n", "&#10;")
    answer = page(EVIL).replace(b"resNFe_v1.01.xsd", told.encode())
    folder.keep(remote.job("job-0000001", "0" * 64), Exchange(request=b"", answer=answer), AT)
    (document,) = folder.documents()
    assert document.resolve().parent == (folder.path / "2026-11").resolve()
    assert document.name.startswith("000000000000001-")
    assert set(folder.path.parent.iterdir()) == {folder.path}


def test_an_answer_that_cannot_be_read_is_kept_all_the_same(
    folder: Folder, remote: RemoteService
) -> None:
    with pytest.raises(SefazNonsense):
        folder.keep(
            remote.job("job-0000001", "0" * 64), Exchange(request=b"<a/>", answer=b"<html>"), AT
        )
    assert len(names(folder)) == 2


def test_a_manifestation_has_no_documents(folder: Folder, remote: RemoteService) -> None:
    event = ToManifest(access_key=KEY, kind=ManifestationKind.AWARENESS, sequence=1, at=AT)
    job = remote.job("job-0000001", "0" * 64, operation=Manifest(lot="1", events=(event,)))
    assert folder.keep(job, Exchange(request=b"<a/>", answer=b"<b/>"), AT) == 0
    assert len(names(folder)) == 2


def test_documents_are_sent_again(
    folder: Folder, remote: RemoteService, home: Home, configured: Configured
) -> None:
    documents = [SUMMARY.replace(b"EMITENTE", f"N{each}".encode()) for each in range(120)]
    for at in range(0, 120, 40):
        answer = page(*documents[at : at + 40], first=at + 1)
        folder.keep(remote.job("j" * 10, "0" * 64), Exchange(request=b"", answer=answer), AT)
    old = next(folder.documents())
    utime(old, (0, 0))
    client = Remote(
        configured.api_url, configured.device_id, DeviceKey.kept(home, configured.public_key)
    )
    so_far: list[int] = []

    recent = resend(client, folder.documents(AT - timedelta(days=300)), lambda _: None)
    assert (recent.sent, recent.there, recent.failed) == (119, 0, 0)
    everything = resend(client, folder.documents(), lambda each: so_far.append(each.done))
    assert (everything.sent, everything.there, everything.failed) == (1, 119, 0)
    assert so_far == list(range(1, 121))
    assert sorted(remote.bucket.values()) == sorted(documents)

    remote.cut = True
    failed = resend(client, folder.documents(), lambda _: None)
    assert (failed.sent, failed.there, failed.failed) == (0, 0, 120)
    assert failed.problem
    assert Summary().done == 0

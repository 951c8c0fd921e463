"""POST /documents: the same door as a mail's, with the answer at once."""

import io
import zipfile
from collections.abc import Callable
from urllib.request import urlopen

import pytest

from tests.e2e.samples import KEYS, RAR, nfe
from tests.e2e.tenants import Tenant
from tests.e2e.waiting import until

XML, ZIP, OTHER = "application/xml", "application/zip", "application/octet-stream"
FORM = "application/x-www-form-urlencoded"  # what curl says of any --data-binary


@pytest.fixture(scope="module")
def tenant(new_tenant: Callable[..., Tenant]) -> Tenant:
    return new_tenant()


def zipped(*contents: bytes) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as opened:
        for number, content in enumerate(contents):
            opened.writestr(f"nota{number}.xml", content)
    return archive.getvalue()


def test_an_xml_is_registered_once_however_often_it_comes(tenant: Tenant) -> None:
    status, answer = tenant.upload(nfe(KEYS[0]))
    assert (status, [each["status"] for each in answer["items"]]) == (202, ["received"])
    until("the uploaded document", tenant.documents, lambda keys: KEYS[0] in keys)

    status, again = tenant.upload(nfe(KEYS[0]))
    assert (status, [each["status"] for each in again["items"]]) == (202, ["duplicate"])
    assert again["items"][0]["id"] == answer["items"][0]["id"]
    assert [source["kind"] for source in tenant.sources(KEYS[0])] == ["upload", "upload"]
    assert tenant.documents().count(KEYS[0]) == 1


@pytest.mark.parametrize("media", [XML, "text/xml; charset=utf-8", OTHER, FORM])
def test_the_bytes_of_another_encoding_are_not_spoiled(tenant: Tenant, media: str) -> None:
    text = nfe(KEYS[1]).decode()
    declared = f'<?xml version="1.0" encoding="ISO-8859-1"?><!-- não é {media} -->'
    content = (declared + text[text.index("<nfeProc") :]).encode("latin-1")

    status, answer = tenant.upload(content, media)
    assert (status, answer["items"][0]["status"]) == (202, "received")
    until(
        "the blob of these bytes",
        lambda: sha256s(tenant, KEYS[1]),
        lambda s: answer["items"][0]["id"] in s,
    )
    assert content in tenant.stack.objects(tenant.name).values()


def sha256s(tenant: Tenant, key: str) -> set[str]:
    if key not in tenant.documents():
        return set()
    return {str(source["sha256"]) for source in tenant.sources(key)}


def test_a_zip_is_opened_and_each_file_answered_for(tenant: Tenant) -> None:
    status, answer = tenant.upload(zipped(nfe(KEYS[2]), nfe(KEYS[3]), nfe(KEYS[3])), ZIP)
    assert status == 202
    assert [(each["path"], each["status"]) for each in answer["items"]] == [
        ("nota0.xml", "received"), ("nota1.xml", "received"), ("nota2.xml", "duplicate"),
    ]  # fmt: skip
    until("both documents", tenant.documents, lambda keys: {KEYS[2], KEYS[3]} <= set(keys))
    url = tenant.get(f"/documents/{KEYS[2]}/xml")["url"]
    with urlopen(url, timeout=10) as downloaded:
        assert downloaded.read() == nfe(KEYS[2])


def test_what_cannot_be_opened_is_quarantined_at_once(tenant: Tenant) -> None:
    status, answer = tenant.upload(RAR, OTHER)
    (rar,) = answer["items"]
    assert (status, rar["status"]) == (202, "quarantined")
    (item,) = (each for each in tenant.all("/quarantine") if each["id"] == rar["id"])
    assert item["code"] == "archive_unsupported"
    assert [source["kind"] for source in item["sources"]] == ["upload"]


def test_what_cannot_be_read_is_quarantined_in_seconds(tenant: Tenant) -> None:
    status, answer = tenant.upload(nfe(KEYS[0])[:500])
    assert (status, answer["items"][0]["status"]) == (202, "received")
    codes = until(
        "the broken XML in quarantine",
        lambda: {each["id"]: each["code"] for each in tenant.all("/quarantine")},
        lambda codes: answer["items"][0]["id"] in codes,
    )
    assert codes[answer["items"][0]["id"]] == "malformed_xml"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [(b"", 400, "invalid_input"), (b"\x00\xff garbage", 422, "unsupported_document")],
)
def test_what_is_no_file_is_refused_with_what_to_do(
    tenant: Tenant, body: bytes, status: int, code: str
) -> None:
    answered, problem = tenant.upload(body, OTHER)
    assert (answered, problem["status"], problem["code"]) == (status, status, code)
    assert problem["title"]
    assert problem["action"]

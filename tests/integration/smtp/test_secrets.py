"""Servers that give the password or token away, at each stage and in every way: none is told."""

from collections.abc import Callable

import pytest

from local.ca import CertificateFiles
from tests.encodings import WORDS
from tests.integration.smtp.client import Client
from tests.integration.smtp.servers import PASSWORD, TOKEN, USER, smtp_server
from tests.integration.smtp.talk import Talk

STAGES = {
    "in the refusal of the login": (b"AUTH", b"535 5.7.8 no: "),
    "in a passing refusal of the login": (b"AUTH", b"454 4.7.0 no: "),
    "in what is no reply": (b"AUTH", b"what is "),
    "in a challenge": (b"AUTH", b"334 "),
    "at the sender": (b"MAIL", b"553 no: "),
    "at the recipient": (b"RCPT", b"421 no: "),
    "at DATA": (b"DATA", b"554 no: "),
    "after the mail": (rb"\.$", b"554 no: "),
    "in a confirmation": (rb"\.$", b"250 ok: "),
}


def saying(line: bytes) -> Callable[[Talk], None]:
    return lambda talk: talk.say(line)


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("secret", [PASSWORD, TOKEN])
def test_it_is_not_told(
    files: CertificateFiles,
    client: Client,
    capfd: pytest.CaptureFixture[str],
    stage: str,
    secret: str,
) -> None:
    command, before = STAGES[stage]
    told = []
    with smtp_server(files, users={USER: secret}) as server:
        for word in WORDS.values():
            server.answers = {command: saying(before + word(secret).replace(b"\n", b" "))}
            if before.startswith(b"250"):
                told.append(client.send(server, secret).server_said)
            else:
                told.append(client.failure(server, secret).detail)
    client.canaries.adopt("secret", secret)
    assert [found for each in told for found in client.canaries.found(each)] == []
    assert [found for each in capfd.readouterr() for found in client.canaries.found(each)] == []
    assert any("omitida" in each for each in told) is (stage != "in a challenge")


def test_nor_in_pieces(files: CertificateFiles, client: Client) -> None:
    """Each line of the reply has some of it."""
    base64 = WORDS["base64"](PASSWORD)
    lines = [b"535%b%b" % (b"-", base64[at : at + 9]) for at in range(0, len(base64), 9)]
    with smtp_server(files, {b"AUTH": saying(b"\r\n".join([*lines, b"535 no"]))}) as server:
        assert "omitida" in client.failure(server).detail


def test_nor_shown_by_what_holds_it(files: CertificateFiles, client: Client) -> None:
    with smtp_server(files) as server, client.open(server) as session:
        shown = [repr(session), str(vars(session)), str(vars(vars(session)["_connection"]))]
    client.canaries.adopt("secret", PASSWORD)
    assert [found for each in shown for found in client.canaries.found(each)] == []

"""What is known of a mail after SES answered, or did not: only what surely failed is repeated."""

import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import boto3
import pytest

from local import processes
from local.cloud import Cloud
from malote.adapters.ses import Ses
from malote.notices.models import NoticeMail
from tests.integration.aws.conftest import forget_clients

MAIL = NoticeMail("ana@acme.test", "Pausada: ação", "Olá", {"Auto-Submitted": "auto-generated"})


def answer(status: str, code: str) -> bytes:
    head = f"HTTP/1.1 {status}\r\nx-amzn-ErrorType: {code}\r\nContent-Type: application/json"
    return f"{head}\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{{}}".encode()


def _request(connection: socket.socket) -> bytes:
    request = b""
    while True:
        request += connection.recv(65536)
        head, _, body = request.partition(b"\r\n\r\n")
        length = re.search(rb"Content-Length: ([0-9]+)", head)
        if length and len(body) == int(length[1]):
            return request


@contextmanager
def server(said: bytes) -> Iterator[tuple[str, list[bytes]]]:
    """One that reads a request, says this, and hangs up. Its address, and what it was asked."""
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                with connection:
                    asked.append(_request(connection))
                    connection.sendall(said)

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}", asked


@pytest.fixture
def at(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Point AWS's clients elsewhere."""

    def point(url: str) -> None:
        monkeypatch.setenv("AWS_ENDPOINT_URL", url)
        forget_clients()

    yield point
    monkeypatch.undo()
    forget_clients()


def test_what_ses_took_is_sent(cloud: Cloud) -> None:
    boto3.client("sesv2").create_email_identity(EmailIdentity="avisos@ses.test")
    assert Ses("avisos@ses.test").send(MAIL) == "sent"


@pytest.mark.parametrize(
    ("said", "end"),
    [
        (answer("429 Too Many Requests", "TooManyRequestsException"), "later"),
        (answer("400 Bad Request", "LimitExceededException"), "later"),
        (answer("400 Bad Request", "MessageRejected"), "refused"),
        (answer("400 Bad Request", "BadRequestException"), "refused"),
        (answer("400 Bad Request", "SendingPausedException"), "later"),
        (answer("403 Forbidden", "AccessDeniedException"), "later"),
        (answer("500 Internal Server Error", "InternalFailure"), "uncertain"),
        (answer("503 Service Unavailable", "ServiceUnavailable"), "uncertain"),
        (b"", "uncertain"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{", "sent"),
    ],
)
def test_each_answer_says_whether_it_may_be_tried_again_and_it_was_tried_once(
    at: Callable[[str], None], said: bytes, end: str
) -> None:
    with server(said) as (url, asked):
        at(url)
        assert Ses("avisos@malote.test").send(MAIL) == end
    assert len(asked) == 1


def test_what_never_left_may_be_tried_again(at: Callable[[str], None]) -> None:
    at(f"http://127.0.0.1:{processes.free_port(0)}")
    assert Ses("avisos@malote.test").send(MAIL) == "later"


def test_the_headers_and_words_are_on_the_wire(at: Callable[[str], None]) -> None:
    with server(answer("400 Bad Request", "MessageRejected")) as (url, asked):
        at(url)
        Ses("avisos@malote.test").send(MAIL)
    (request,) = asked
    for each in (
        b"POST /v2/email/outbound-emails",
        b'"FromEmailAddress": "Malote <avisos@malote.test>"',
        b'"ToAddresses": ["ana@acme.test"]',
        b'{"Name": "Auto-Submitted", "Value": "auto-generated"}',
        b'"Charset": "UTF-8"',
    ):
        assert each in request

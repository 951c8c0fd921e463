"""Header injection, on a real wire: a server gets each mail as it was meant, and no other."""

from collections import Counter

from local.ca import CertificateFiles
from malote.errors import MessageUnfit
from malote.messages.models import Envelope
from malote.messages.render import render
from tests.hostile_mail import mails
from tests.integration.smtp.client import Client
from tests.integration.smtp.servers import smtp_server
from tests.integration.smtp.talk import Received
from tests.wire import strictly_read


def test_every_hostile_mail_arrives_as_it_is(files: CertificateFiles, client: Client) -> None:
    sent = []
    with smtp_server(files) as server, client.open(server, seconds=60) as session:
        for _, message, settings, part in mails():
            try:
                mail = render(message, settings, [part])
            except MessageUnfit:
                continue
            envelope = Envelope(settings.from_address, message.recipients)
            session.send(envelope, mail, lambda: None)
            sent.append(Received(settings.from_address, message.recipients, mail))
        assert server.received == sent
        said = Counter(line.split(b" ")[0].split(b":")[0].upper() for line in server.commands)
    assert len(sent) > 1000
    recipients = sum(len(mail.recipients) for mail in sent)
    assert (said[b"MAIL"], said[b"DATA"], said[b"."]) == (len(sent),) * 3
    assert said[b"RCPT"] == recipients
    assert set(said) <= {
        b"EHLO",
        b"STARTTLS",
        b"AUTH",
        b"MAIL",
        b"RCPT",
        b"DATA",
        b".",
        b"RSET",
        b"QUIT",
    }
    names = Counter(name for mail in server.received for name in strictly_read(mail.content).names)
    assert names == dict.fromkeys(
        ("From", "To", "Cc", "Reply-To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"),
        len(sent),
    )  # fmt: skip

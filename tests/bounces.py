"""Delivery reports (RFC 3464) as the servers of the field word them, about any message of ours."""

_HUMAN = "Content-Type: text/plain; charset=utf-8\n\nNão foi possível entregar a mensagem.\n"

POSTFIX = """Reporting-MTA: dns; mx.cliente.test
X-Postfix-Queue-ID: 4XyZ
Arrival-Date: Sat, 21 Nov 2026 10:00:00 -0300 (-03)

Final-Recipient: rfc822; compras@cliente.test
Original-Recipient: rfc822;compras@cliente.test
Action: failed
Status: 5.1.1
Remote-MTA: dns; mx.cliente.test
Diagnostic-Code: smtp; 550 5.1.1 <compras@cliente.test>: Recipient address
    rejected: User unknown in virtual mailbox table
"""
EXCHANGE = """Reporting-MTA: dns;CP2PR80MB0001.lamprd80.prod.outlook.com
Received-From-MTA: dns;mail.empresa.test

Final-Recipient: rfc822;Compras@cliente.test
Action: failed
Status: 5.2.2
Diagnostic-Code: smtp;552 5.2.2 mailbox full; STOREDRV.Deliver; mailbox is over quota
"""
GMAIL = """Reporting-MTA: dns; googlemail.com
Original-Envelope-Id: {id}

Final-Recipient: rfc822; compras@cliente.test
Action: delayed
Status: 4.4.1
Diagnostic-Code: smtp; The recipient server did not accept our requests to connect.
Will-Retry-Until: Tue, 24 Nov 2026 10:00:00 -0800 (PST)

Final-Recipient: rfc822; fiscal@cliente.test
Action: failed
Status: 5.7.1
"""


def report(status: str, message_id: str, *, whole: bool, known: bool = True) -> bytes:
    """A mail with this message/delivery-status about the message.

    It brings the mail back ``whole``, or its header alone; or, if not ``known``, nobody's.
    """
    ours = f"<malote.{message_id}@empresa.test>" if known else "<1@elsewhere.test>"
    header = (
        f"From: nfe@empresa.test\nTo: compras@cliente.test\nMessage-ID: {ours}\nSubject: NF-e\n"
    )
    brought = (
        f"Content-Type: message/rfc822\n\n{header}Content-Type: multipart/mixed; boundary=i\n\n"
        "--i\nContent-Type: text/plain\n\nSegue a NF-e.\n--i\nContent-Type: application/pdf\n\n%PDF\n--i--\n"
        if whole
        else f"Content-Type: text/rfc822-headers\n\n{header}"
    )
    told = f"Content-Type: message/delivery-status\n\n{status.replace('{id}', message_id)}"
    parts = "".join(f"--b\n{part}\n" for part in (_HUMAN, told, brought))
    return (
        "From: MAILER-DAEMON@mx.cliente.test\nTo: nfe@empresa.test\nSubject: Undelivered\n"
        "MIME-Version: 1.0\n"
        f'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n{parts}--b--\n'
    ).encode()

"""The peer: mails fetched as parsedmarc does it, one after the other, and kept one after the other.

parsedmarc 9 reads a folder through mailsuite, whose ``fetch_message`` asks IMAPClient for
``RFC822`` of one UID: the whole message, a command each, the next one when it has come. Here it is
given TCP_NODELAY, and parses nothing. Where it keeps what it fetched, it puts the message as it is
into S3 by ``put_object`` and writes a line of a ledger by ``put_item``, with boto3's clients as
they come, before it asks for the next.
"""

import ssl
from collections.abc import Callable
from hashlib import sha256
from socket import IPPROTO_TCP, TCP_NODELAY
from time import perf_counter

import boto3
from imapclient import IMAPClient  # type: ignore[import-untyped]

from bench.distant_mail import PASSWORD, DistantMail

type Keep = Callable[[int, bytes], object]


def logged_in(mail: DistantMail, user: str, context: ssl.SSLContext) -> IMAPClient:
    """Without TCP_NODELAY, IMAPClient's commands would take longer still."""
    client = IMAPClient("localhost", mail.port, ssl_context=context)
    client.socket().setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)
    client.login(user, PASSWORD)
    return client


def one_at_a_time(mail: DistantMail, user: str, sample: int, keep: Keep | None = None) -> float:
    """Seconds for the whole mailbox, had all its mails taken as long as the first ``sample``."""
    context = ssl.create_default_context()
    context.load_verify_locations(cadata=mail.ca_pem)
    began = perf_counter()
    client = logged_in(mail, user, context)
    client.select_folder("INBOX")
    uids = client.search()
    opened = perf_counter()
    for uid in uids[:sample]:
        message = client.fetch(uid, ["RFC822"])[uid][b"RFC822"]
        if keep:
            keep(uid, message)
    fetched = perf_counter()
    client.logout()
    return opened - began + (fetched - opened) * len(uids) / sample


def keeping(bucket: str, user: str) -> Keep:
    """Into S3 and the only table of DynamoDB, by clients that are there already."""
    s3, dynamodb = boto3.client("s3"), boto3.client("dynamodb")
    (table,) = dynamodb.list_tables()["TableNames"]

    def keep(uid: int, message: bytes) -> None:
        key = f"naive/{user}/{sha256(message).hexdigest()}"
        s3.put_object(Bucket=bucket, Key=key, Body=message)
        item = {"PK": {"S": f"naive#{user}"}, "SK": {"S": f"{uid:010}"}, "key": {"S": key}}
        dynamodb.put_item(TableName=table, Item=item)

    return keep

"""A real Dovecot full of mails, and a cloud with the table, bucket and queues of the template."""

import imaplib
import json
import os
import re
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from local import processes
from local.cloud import Cloud
from tests.crash.mails import TENANTS, Mail
from tests.integration.aws.conftest import new_bucket, new_table
from tests.integration.aws.queues import announce, new_queue
from tests.integration.dovecot import Dovecot, run_dovecot

PASSWORD = "uma senha das caixas"
_UID = re.compile(rb"UID (\d+)")
_NAME = re.compile(rb"<(\d+@crash\.test)>")


@dataclass(frozen=True)
class World:
    """What stands around the functions."""

    cloud: Cloud
    dovecot: Dovecot
    table: str
    bucket: str
    polls: str
    inbox: str

    @property
    def env(self) -> dict[str, str]:
        """What the functions are told by their environment."""
        return {
            **self.cloud.env,
            "STAGE": "crash",
            "TABLE_NAME": self.table,
            "BUCKET_NAME": self.bucket,
            "POLL_QUEUE_URL": self.polls,
            "INBOX_QUEUE_URL": self.inbox,
            "MAIL_CA_PEM": self.dovecot.certificates.ca.read_text(),
            "LOOPBACK_MAIL_HOSTS": "true",
            "POWERTOOLS_LOG_LEVEL": "INFO",
        }

    def settings(self, boxes: Sequence[tuple[str, str]]) -> dict[str, Any]:
        """Tenants and mailboxes, for the order ``settle``; a third of them move their mails."""
        secrets = self.cloud.client("secretsmanager")
        mailboxes = [
            {
                "tenant": tenant,
                "mailbox_id": box,
                "host": "localhost",
                "port": self.dovecot.port,
                "username": user(tenant, box),
                "after_import": after_import(number),
                "secret_name": f"malote/crash/mailbox/{tenant}/{box}",
            }
            for number, (tenant, box) in enumerate(boxes)
        ]
        for each in mailboxes:
            secret = json.dumps({"password": PASSWORD})
            secrets.create_secret(Name=each["secret_name"], SecretString=secret)
        return {"tenants": TENANTS, "mailboxes": mailboxes}

    def deliver(self, mails: Sequence[Mail]) -> None:
        """Into their mailboxes, to learn each one's UID."""
        by_user: dict[str, list[Mail]] = {}
        for mail in mails:
            by_user.setdefault(user(mail.tenant, mail.box), []).append(mail)
        for name, theirs in by_user.items():
            self.dovecot.set_password(name, PASSWORD)
            self.dovecot.deliver_many(name, (mail.content for mail in theirs))
            uids = self.listed(name, "INBOX")[1]
            for mail in theirs:
                mail.uid = uids[mail.name][0]

    def listed(self, name: str, folder: str) -> tuple[int, dict[str, list[int]]]:
        """UIDVALIDITY of a user's folder, and the UIDs of each mail in it, by the mail's name."""
        context = ssl.create_default_context(cafile=str(self.dovecot.certificates.ca))
        found: dict[str, list[int]] = {}
        with imaplib.IMAP4_SSL("localhost", self.dovecot.port, ssl_context=context) as imap:
            imap.login(name, PASSWORD)
            if imap.select(folder, readonly=True)[0] != "OK":
                return 0, found
            epoch = imap.response("UIDVALIDITY")[1][0]
            _, answers = imap.uid("FETCH", "1:*", "(BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])")
            for answer in answers:
                if isinstance(answer, tuple):
                    uid, named = _UID.search(answer[0]), _NAME.search(answer[1])
                    assert uid
                    assert named
                    found.setdefault(named[1].decode(), []).append(int(uid[1]))
        assert isinstance(epoch, bytes)
        return int(epoch), found


def after_import(number: int) -> str:
    """What the mailbox of this number wants done with its mails."""
    return ("leave", "mark_seen", "move")[number % 3]


def user(tenant: str, box: str) -> str:
    """Dovecot's name of a mailbox."""
    return f"{tenant}-{box}"


@contextmanager
def world(folder: Path) -> Iterator[World]:
    """Everything empty. ``folder`` has to be open to Dovecot's own users."""
    cloud = Cloud(folder / "cloud", processes.free_port(0), "none")
    (folder / "mail").mkdir()
    try:
        cloud.start()
        with run_dovecot(folder / "mail") as dovecot:
            yield _made(cloud, dovecot)
    finally:
        cloud.stop()


def _made(cloud: Cloud, dovecot: Dovecot) -> World:
    hidden = 12 * 60 * 60  # it never runs out: the driver says when it has, instead of waiting
    with patch.dict(os.environ, cloud.env):
        table, bucket = new_table()._name, new_bucket()
        polls, inbox = new_queue(hidden), new_queue(hidden)
        announce(bucket, inbox)
    versions = {"Status": "Enabled"}
    cloud.client("s3").put_bucket_versioning(Bucket=bucket, VersioningConfiguration=versions)
    return World(cloud, dovecot, table, bucket, polls, inbox)

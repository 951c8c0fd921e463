"""Every way to misbehave that the intake is held against, by its name."""

from tests.integration.imap.misbehaviours.folder import FOLDER
from tests.integration.imap.misbehaviours.mails import MAILS
from tests.integration.imap.misbehaviours.opening import OPENING
from tests.integration.imap.misbehaviours.script import Misbehaviour

__all__ = ["ALL", "Misbehaviour"]

ALL: dict[str, Misbehaviour] = OPENING | FOLDER | MAILS

"""A server that refuses all mails is unwell; one that refuses one of them has a broken mail."""

import pytest

from malote.errors import MailProtocolError
from tests.integration.dovecot import Dovecot
from tests.integration.imap.scripted import Answers, Conversation, Stage

SURVEY = b"UID FETCH .*BODYSTRUCTURE"
NO = b"{tag} NO Server Unavailable. 15"  # of Exchange, for a broken mail and for an outage alike
LEAF = b'("text" "xml" NIL NIL NIL "7bit" 10 1)'


@pytest.fixture
def stage(dovecot: Dovecot) -> Stage:
    return Stage(dovecot.certificates)


def described(talk: Conversation) -> None:
    told = b"* %d FETCH (UID %d RFC822.SIZE 100 BODYSTRUCTURE " + LEAF + b")\r\n"
    talk.say(b"".join(told % (uid, uid) for uid in (1, 2, 3)) + b"{tag} OK done")


def test_who_describes_none_is_not_believed_of_each(stage: Stage) -> None:
    with stage.open({b"UID FETCH": NO}) as (folder, _), pytest.raises(MailProtocolError):
        folder.survey([1, 2, 3])


def test_who_hands_over_none_is_not_believed_of_each(stage: Stage) -> None:
    answers: Answers = {SURVEY: described, b"UID FETCH": NO}
    with stage.open(answers) as (folder, _):
        assert len(folder.survey([1, 2, 3])) == 3
        with pytest.raises(MailProtocolError):
            folder.fetch({1: ["1"], 2: ["1"], 3: ["1"]})


def test_after_others_one_alone_is_believed(stage: Stage) -> None:
    answers: Answers = {
        b"UID FETCH 4 ": NO,
        SURVEY: described,
        b"UID FETCH 1 ": b"* 1 FETCH (UID 1 BODY[1] {1}\r\nx)\r\n{tag} OK done",
    }
    with stage.open(answers) as (folder, _):
        assert len(folder.survey([1, 2, 3])) == 3
        (refused,) = folder.survey([4])
        assert (refused.uid, refused.size, refused.parts) == (4, 0, None)
        assert folder.fetch({1: ["1"]}) == {(1, "1"): b"x"}
        assert folder.fetch({4: [""]}) == {}

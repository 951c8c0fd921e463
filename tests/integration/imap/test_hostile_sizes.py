"""Answers larger than what was asked for, and large ones that are all right."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from malote.errors import MailProtocolError
from tests.integration.dovecot import Dovecot
from tests.integration.imap.misbehaviours.script import DESCRIBE, DONE, described
from tests.integration.imap.scripted import SMALL, Answers, Conversation, Stage

UIDS = range(1, 13)
_LEAF = b'("text" "xml" ("name" "n.xml") NIL NIL "7bit" 10 1)'
LONG = b"(" + _LEAF * 300 + b' "mixed")'


def asked(talk: Conversation) -> Iterable[int]:
    first, _, last = talk.commands[-1].split()[2].partition(b":")
    return range(int(first), int(last or first) + 1)


def test_descriptions_too_long_for_one_answer_come_in_several(stage: Stage) -> None:
    def describe(talk: Conversation) -> None:
        talk.say(b"".join(described(uid, LONG) for uid in asked(talk)) + DONE)

    with stage.open({DESCRIBE: describe}) as (folder, server):
        found = folder.survey(UIDS)
    assert [message.uid for message in found] == list(UIDS)
    assert {len(message.parts or ()) for message in found} == {300}
    assert len([line for line in server.commands if b"BODYSTRUCTURE" in line]) == 2


def test_many_small_contents_are_no_description(stage: Stage) -> None:
    uids, sections = range(1, 41), [str(section) for section in range(1, 51)]
    bodies = b" ".join(b"BODY[%b] {1}\r\nx" % section.encode() for section in sections)
    told = b"".join(b"* 1 FETCH (UID %d %b)\r\n" % (uid, bodies) for uid in uids)
    with stage.open({b"UID FETCH": told + DONE}) as (folder, _):
        assert len(folder.fetch(dict.fromkeys(uids, sections))) == 40 * 50


@pytest.mark.parametrize(("told", "fits"), [(3_000_000, True), (0, False)])
def test_what_is_larger_than_told_finds_no_room(dovecot: Dovecot, told: int, fits: bool) -> None:
    body = b"x" * 3_000_000
    answers: Answers = {
        b"UID FETCH": b"* 1 FETCH (UID 1 BODY[1] {%d}\r\n%b)\r\n" % (len(body), body) + DONE
    }
    stage = Stage(dovecot.certificates, limits=None)
    with stage.open(answers) as (folder, _):
        if fits:
            assert folder.fetch({1: ["1"]}, expected=told) == {(1, "1"): body}
        else:
            with pytest.raises(MailProtocolError):
                folder.fetch({1: ["1"]}, expected=told)


def test_what_nobody_asked_for_is_not_kept(stage: Stage) -> None:
    with stage.open({b"UID FETCH": b"* X y\r\n" * 1000 + DONE}) as (folder, _):
        for _ in range(5):
            folder.fetch({1: ["1"]})
        assert len(folder._connection.untagged_responses["X"]) == 1000


def test_an_answer_has_so_many_lines_and_no_more(dovecot: Dovecot) -> None:
    stage = Stage(dovecot.certificates, replace(SMALL, lines=100))
    answers: Answers = {
        b"UID FETCH": b"* X y\r\n" * 99 + DONE,
        b"UID SEARCH": b"* X y\r\n" * 100 + DONE,
    }
    with stage.open(answers) as (folder, _):
        assert folder.fetch({1: ["1"]}) == {}
        with pytest.raises(MailProtocolError):
            list(folder.uids_after(0))

"""Reading where the server is broken, hostile or just unusual: typed errors, and no mail lost."""

import tracemalloc

import pytest

from malote.errors import HostUnreachable, MailboxError, MailboxTimeout, MailProtocolError
from malote.mailboxes.models import Part
from tests.integration.dovecot import Dovecot
from tests.integration.imap.scripted import Answers, Conversation, Stage

LEAF = b'("text" "xml" ("name" "n.xml") NIL NIL "7bit" 10 1)'
PARTS = (Part("1", "text/xml", "7bit", 10, "n.xml"),)
FIELDS = b'RFC822.SIZE 100 INTERNALDATE "01-Nov-2026 10:00:00 -0300" BODY[HEADER.FIELDS (FROM)] ""'
SURVEY = rb"UID FETCH .*BODYSTRUCTURE"


@pytest.fixture
def stage(dovecot: Dovecot) -> Stage:
    return Stage(dovecot.certificates)


def described(uid: int, structure: bytes | None = LEAF) -> bytes:
    told = b" BODYSTRUCTURE " + structure if structure else b""
    return b"* %d FETCH (UID %d %b%b)\r\n" % (uid, uid, FIELDS, told)


@pytest.mark.parametrize(
    "structure",
    [
        b"NIL",
        b"()",
        b'("text")',
        b'("text" "xml" NIL NIL NIL "7bit" "ten" 1',
        b"(" * 9_000 + b")" * 9_000,
        b"(((((",
        b'"text/xml"',
        b"((NIL NIL) NIL)",
        b'("message" "rfc822" NIL NIL NIL NIL 10 NIL ((1) 2) 3)',
    ],
)
def test_an_unusable_structure_costs_the_other_mails_nothing(
    stage: Stage, structure: bytes
) -> None:
    answers: Answers = {
        SURVEY: described(1) + described(2, structure) + described(3) + b"{tag} OK done",
        b"UID FETCH 2 ": described(2, None) + b"{tag} OK done",
    }
    with stage.open(answers) as (folder, _):
        found = {message.uid: message for message in folder.survey([1, 2, 3])}
    assert found[1].parts == found[3].parts == PARTS
    assert found[2].parts is None
    assert found[2].size == 100


@pytest.mark.parametrize(
    "part",
    [
        b'("text" "xml" NIL NIL NIL "7bit" 10 1)',
        b'("text" "xml" {2}\r\nxx NIL NIL "7bit" 1 1)',
        b'("text" "xml" ("name" {90}\r\n%b) NIL NIL "7bit" 1 1)' % (b"x" * 90),
    ],
)
def test_mails_of_thousands_of_parts_cost_the_others_nothing(stage: Stage, part: bytes) -> None:
    """More of them than fit in an answer: anybody can send them."""
    long = b"(" + part * 2_000 + b' "mixed")'
    told = b"".join(described(uid, long) for uid in range(2, 12))
    answers: Answers = {
        SURVEY: described(1) + told + described(12) + b"{tag} OK done",
        b"UID FETCH 2:11 ": b"".join(described(uid, None) for uid in range(2, 12))
        + b"{tag} OK done",
    }
    with stage.open(answers) as (folder, _):
        found = folder.survey(range(1, 13))
    assert [message.uid for message in found] == list(range(1, 13))
    assert [message.parts for message in found] == [PARTS, *[None] * 10, PARTS]


def test_answers_are_matched_by_uid_and_section(stage: Stage) -> None:
    answers: Answers = {
        SURVEY: described(3) + b"* 1 FETCH (FLAGS (\\Seen))\r\n" + described(9) + described(1)
        + b"{tag} OK done",
        b"UID FETCH": b"* 2 FETCH (FLAGS ())\r\n"
        b"* 3 FETCH (BODY[2] {1}\r\nd BODY[1] {1}\r\nc UID 3)\r\n"
        b"* 1 FETCH (BODY[1] {1}\r\na UID 1)\r\n"
        b"* 1 FETCH (UID 1 BODY[2] NIL FLAGS (\\Seen))\r\n"
        b"* 7 FETCH (UID 7 BODY[1] {1}\r\nx)\r\n"
        b"{tag} OK done",
    }  # fmt: skip
    with stage.open(answers) as (folder, _):
        assert [message.uid for message in folder.survey([1, 3])] == [1, 3]
        found = folder.fetch({1: ["1", "2"], 3: ["1", "2"]})
    assert found == {(1, "1"): b"a", (3, "1"): b"c", (3, "2"): b"d"}


def test_a_partial_answer_that_ignores_the_limit_is_cut(stage: Stage) -> None:
    answers: Answers = {b"UID FETCH": b"* 1 FETCH (UID 1 BODY[1]<0> {5}\r\nabcde)\r\n{tag} OK done"}
    with stage.open(answers) as (folder, server):
        assert folder.fetch({1: ["1"]}, first_bytes=3) == {(1, "1"): b"abc"}
        assert server.commands[-1] == b"UID FETCH 1 (UID BODY.PEEK[1]<0.3>)"


def refuse_if_five(talk: Conversation) -> None:
    """Exchange's way: one mail is broken, and any command that names it gets a NO."""
    uids = {1: b"1:8", 2: b"1:4", 3: b"5:8", 4: b"5:6", 5: b"7:8", 6: b"5", 7: b"6"}
    sets = {b"1:4": range(1, 5), b"7:8": range(7, 9), b"6": range(6, 7)}
    asked = talk.commands[-1].split()[2]
    assert asked in uids.values()
    if asked in sets:
        talk.say(b"".join(described(uid) for uid in sets[asked]) + b"{tag} OK done")
    else:
        talk.say(b"{tag} NO Server Unavailable. 15")


def test_a_mail_that_the_server_refuses_is_found_and_told(stage: Stage) -> None:
    with stage.open({b"UID FETCH": refuse_if_five}) as (folder, _):
        found = {message.uid: message for message in folder.survey(range(1, 9))}
    assert set(found) == set(range(1, 9))
    assert (found[5].size, found[5].headers, found[5].parts) == (0, b"", None)
    assert found[6].parts == PARTS


def test_a_passing_refusal_is_not_searched_for(stage: Stage) -> None:
    with stage.open({b"UID FETCH": b"{tag} NO [UNAVAILABLE] later"}) as (folder, server):
        with pytest.raises(HostUnreachable):
            folder.survey(range(1, 9))
        assert len(server.commands) == 3


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (b"* 1 FETCH (UID 1 BODY[1] {4294967296}\r\nabc", MailProtocolError),
        (b"* 1 FETCH (UID 1 BODY[1] {%b}\r\nabc" % (b"9" * 5000), MailProtocolError),
        (b"* 1 FETCH (UID 1 BODY[1] {90000}\r\nabc", MailboxTimeout),
        (b"\r\n".join([b"* OK x"] * 20_000), MailProtocolError),
        (b"* 1 FETCH (UID 1 BODY[1] " + b"x" * 200_000, MailProtocolError),
        (b"B99 OK not yours", MailProtocolError),
        (b"\0\xff\r\n", MailProtocolError),
        (b"* BYE bye", MailProtocolError),
        (b"* BYE [UNAVAILABLE] Too many commands", HostUnreachable),
    ],
)
def test_answers_that_end_the_session(
    stage: Stage, answer: bytes, error: type[MailboxError]
) -> None:
    tracemalloc.start()
    with stage.open({b"UID FETCH": answer}) as (folder, _), pytest.raises(error) as caught:
        folder.fetch({1: ["1"]})
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10_000_000
    assert str(caught.value).isprintable()


def test_a_session_has_a_cap(stage: Stage) -> None:
    content = b"* 1 FETCH (UID 1 BODY[1] {90000}\r\n" + b"x" * 90_000 + b")\r\n{tag} OK done"
    with stage.open({b"UID FETCH": content}) as (folder, _):
        for _ in range(99):
            assert len(folder.fetch({1: ["1"]})[1, "1"]) == 90_000
        with pytest.raises(MailProtocolError):
            folder.fetch({1: ["1"]})


def selected(exists: int, *codes: bytes) -> bytes:
    lines = b"".join(b"* OK [%b] ok\r\n" % code for code in codes)
    return b"* %d EXISTS\r\n* OK [UIDVALIDITY 7] a [b]\r\n" % exists + lines + b"{tag} OK done"


def searched(
    stage: Stage, select: bytes, found: bytes, last: int = 0
) -> tuple[object, list[bytes]]:
    answers: Answers = {b"EXAMINE": select, b"UID SEARCH": b"* SEARCH%b\r\n{tag} OK done" % found}
    with stage.open(answers) as (folder, server):
        windows = [list(window) for window in folder.uids_after(last)]
        return windows, [line for line in server.commands if b"SEARCH" in line]


def test_the_last_mail_below_n_is_not_new(stage: Stage) -> None:
    assert searched(stage, selected(3), b" 3", last=5) == ([[]], [b"UID SEARCH UID 6:*"])


def test_without_uidnext_the_server_is_asked(stage: Stage) -> None:
    assert searched(stage, selected(3), b" 9 4 7", last=4)[0] == [[7, 9]]


@pytest.mark.parametrize(
    "select", [selected(0), selected(3, b"UIDNEXT 6"), selected(3, b"UIDNEXT 2")]
)
def test_nothing_new_asks_nothing(stage: Stage, select: bytes) -> None:
    assert searched(stage, select, b" 1", last=5) == ([], [])


def test_windows_stay_below_the_line_limit_and_widen_over_gaps(stage: Stage) -> None:
    _, commands = searched(stage, selected(60_000, b"UIDNEXT 2000001"), b"")
    widths = [eval(line.split()[-1].replace(b":", b"-")) for line in commands]
    assert widths[:3] == [-49_999, -99_999, -149_999]
    assert min(widths) == -149_999
    assert commands[0] == b"UID SEARCH UID 1:50000"
    assert commands[-1].endswith(b":2000000")
    assert len(commands) < 20


def test_moving_without_move_copies_and_expunges_only_those(stage: Stage) -> None:
    answers: Answers = {b"LOGIN": b"{tag} OK [CAPABILITY IMAP4rev1 UIDPLUS] in"}
    with stage.open(answers, after_import="move") as (folder, server):
        folder.move([4, 2, 3], "Lidos é")
        assert server.commands[2:] == [
            b'UID COPY 2:4 "Lidos &AOk-"',
            b"UID STORE 2:4 +FLAGS.SILENT (\\Deleted)",
            b"UID EXPUNGE 2:4",
        ]


def test_without_uidplus_nothing_is_moved(stage: Stage) -> None:
    answers: Answers = {b"CAPABILITY": b"* CAPABILITY IMAP4rev1\r\n{tag} OK done"}
    with stage.open(answers, after_import="move") as (folder, server):
        with pytest.raises(MailProtocolError):
            folder.move([1], "Lidos")
        assert server.commands[2:] == [b"CAPABILITY"]


def test_a_folder_that_cannot_be_made(stage: Stage) -> None:
    answers: Answers = {
        b"LOGIN": b"{tag} OK [CAPABILITY IMAP4rev1 MOVE] in",
        b"UID MOVE": b"{tag} NO [TRYCREATE] none",
        b"CREATE": b"{tag} NO prefix it with INBOX.",
    }
    with stage.open(answers, after_import="move") as (folder, _), pytest.raises(MailProtocolError):
        folder.move([1], "Lidos")

"""Several commands in one round trip: answers are told apart by what they say, not by their order."""

from threading import Timer

from tests.integration.imap.scripted import Answers, Conversation, Stage


def content(uid: int, section: int) -> bytes:
    return b"* %d FETCH (UID %d BODY[%d] {2}\r\n%d%d)\r\n" % (uid, uid, section, uid, section)


class Later:
    """Says nothing to the first command until it has heard the second."""

    def __init__(self, first: bytes = b"OK done", second: bytes = b"OK done") -> None:
        self._tag = b""
        self._first, self._second = first, second

    def first(self, talk: Conversation) -> None:
        self._tag = talk.tag

    def second(self, talk: Conversation) -> None:
        talk.say(
            content(2, 2) + b"{tag} " + self._second + b"\r\n"
            + (content(1, 1) if self._first.startswith(b"OK") else b"")
            + self._tag + b" " + self._first
        )  # fmt: skip


def test_answers_in_another_order(stage: Stage) -> None:
    later = Later()
    answers: Answers = {b"UID FETCH 1 ": later.first, b"UID FETCH 2 ": later.second}
    with stage.open(answers) as (folder, _):
        assert folder.fetch({1: ["1"], 2: ["2"]}) == {(1, "1"): b"11", (2, "2"): b"22"}


def test_a_refusal_costs_the_other_commands_nothing(stage: Stage) -> None:
    later = Later(first=b"NO broken")
    answers: Answers = {b"UID FETCH 1 ": later.first, b"UID FETCH 2 ": later.second}
    with stage.open(answers) as (folder, server):
        assert folder.fetch({1: ["1"], 2: ["2"]}) == {(2, "2"): b"22"}
        assert [line[:11] for line in server.commands[2:]] == [b"UID FETCH 1", b"UID FETCH 2"]


class Patient:
    """Answers when nothing more has come for a while; ``at_once`` counts what it had heard."""

    def __init__(self) -> None:
        self.at_once: list[int] = []
        self._tags: list[bytes] = []
        self._timer = Timer(0, lambda: None)

    def hear(self, talk: Conversation) -> None:
        self._timer.cancel()
        self._tags.append(talk.tag)
        self._timer = Timer(0.3, self._answer, [talk])
        self._timer.start()

    def _answer(self, talk: Conversation) -> None:
        tags, self._tags = self._tags, []
        self.at_once.append(len(tags))
        talk.socket.sendall(b"".join(tag + b" OK done\r\n" for tag in tags))


def test_no_more_commands_than_fit_in_a_buffer(stage: Stage) -> None:
    patient = Patient()
    with stage.open({b"UID FETCH": patient.hear}) as (folder, _):
        folder.fetch({uid: [str(uid)] for uid in range(1, 11)})
    assert patient.at_once == [8, 2]

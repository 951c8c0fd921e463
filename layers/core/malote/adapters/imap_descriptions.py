"""How long a server may describe mails, each and together; their content is counted elsewhere.

Anybody can send mails of 10,000 parts.
"""

import re

COST_OF_A_LINE = 64  # bytes that Python takes for one, however short

_CONTENT_FOLLOWS = re.compile(rb"BODY\[[^\]]*\](?:<\d+>)? ~?\{\d+\}$")
_LONGEST_SECTION = 300  # of those that we ask for


class Descriptions:
    """The FETCH answers to one command, as imaplib hands them over: piece by piece.

    A mail described at more than ``each`` bytes is unreadable, and costs the others nothing;
    beyond ``together`` so are all that follow, which another command can ask for.
    """

    def __init__(self, each: int, together: int) -> None:
        self._each, self._together = each, together
        self.begin()

    def begin(self) -> None:
        """Another command."""
        self._mail = self._all = self._before = 0

    def surplus(self, piece: bytes | tuple[bytes, bytes]) -> int:
        """How much of this piece is description that is too long: all of it, or 0."""
        text, literal = piece if isinstance(piece, tuple) else (piece, b"")
        # The end alone is searched: over a whole line the pattern can take hours.
        content = _CONTENT_FOLLOWS.search(text[-_LONGEST_SECTION:])
        cost = len(text) + COST_OF_A_LINE + (0 if content else len(literal))
        self._mail += cost
        self._all += 0 if content else cost
        too_long = self._mail > self._each
        surplus = cost if too_long or self._all > self._together else 0
        if not isinstance(piece, tuple):  # the end of this mail's answer
            if too_long:
                self._all = self._before
            self._mail, self._before = 0, self._all
        return surplus

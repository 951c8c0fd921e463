"""What is still to go wrong at a stand-in."""


class Misbehaviours[M]:
    """In the order that they were asked for; by endpoint or service, ``*`` is any."""

    def __init__(self) -> None:
        self._coming: dict[str, list[M]] = {}

    def add(self, where: str, misbehaviour: M, times: int) -> None:
        """After those that were asked for before."""
        self._coming.setdefault(where, []).extend([misbehaviour] * times)

    def next(self, where: str) -> M | None:
        """Whether this request is to go wrong."""
        for name in (where, "*"):
            if coming := self._coming.get(name):
                return coming.pop(0)
        return None

    def clear(self) -> None:
        """All goes well from now on."""
        self._coming.clear()

"""How often users may ask, without a clock."""

from dataclasses import dataclass, field

from malote.errors import TooSoon


@dataclass
class FixedPace:
    """Stands where ``Pace`` does: lets everybody through or, once ``full``, nobody."""

    taken: list[tuple[str, str]] = field(default_factory=list)
    full: bool = False

    def take(self, tenant: str, action: str, of: str = "") -> None:
        self.taken.append((tenant, action))
        if self.full:
            raise TooSoon("espere 9 s")

"""How much of one mail is read: a supplier, or whoever poses as one, decides what is in it."""

from dataclasses import dataclass, field

from malote.errors import ArchiveRefused

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Caps:
    """Each is the most that is accepted. All of them hold for one mail."""

    encoded: int = 20 * MIB  # bytes asked of the server for one part, or for a whole message
    mail: int = 40 * MIB  # bytes asked of the server for all parts of one mail
    document: int = 6 * MIB  # bytes of one document, as in malote.fiscal
    total: int = 60_000_000  # bytes that come out of all archives and mails inside the mail
    parts: int = 1_000  # leaves, those of mails inside it included
    entries: int = 2_000  # files in all its archives
    attributes: int = 100_000  # and properties in all its winmail.dat
    archive_depth: int = 2  # a zip inside a zip is 2
    mail_depth: int = 5  # mails inside mails
    mime_depth: int = 20  # multiparts inside multiparts


@dataclass(slots=True)
class Budget:
    """What is left of the caps while one mail is opened; make one for each mail."""

    caps: Caps = field(default_factory=Caps)
    total: int = 0
    parts: int = 0
    entries: int = 0
    attributes: int = 0

    def spend(self, size: int) -> None:
        """Count ``size`` bytes that came out of a container. Raises ``ArchiveRefused``."""
        self.total += size
        if self.total > self.caps.total:
            raise ArchiveRefused(f"mais de {self.caps.total} bytes depois de descompactar")

    def count_part(self) -> None:
        """Raises ``ArchiveRefused``."""
        self.parts += 1
        if self.parts > self.caps.parts:
            raise ArchiveRefused(f"mais de {self.caps.parts} partes num e-mail")

    def count_entry(self) -> None:
        """Raises ``ArchiveRefused``."""
        self.entries += 1
        if self.entries > self.caps.entries:
            raise ArchiveRefused(f"mais de {self.caps.entries} arquivos compactados num e-mail")

    def count_attribute(self) -> None:
        """Raises ``ArchiveRefused``."""
        self.attributes += 1
        if self.attributes > self.caps.attributes:
            raise ArchiveRefused(f"mais de {self.caps.attributes} atributos num winmail.dat")

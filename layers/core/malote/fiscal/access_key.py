"""The access key: the 44 characters that name one fiscal document in the whole country.

cUF 2, AAMM 4, CNPJ 14 (or a CPF zero-padded), model 2, series 3, number 9, tpEmis 1, code 8,
check digit 1. Only the CNPJ may hold letters (NT Conjunta 2025.001).
"""

import re
from dataclasses import dataclass
from operator import mul
from typing import Self

_KEY = re.compile(r"[0-9]{6}[0-9A-Z]{12}[0-9]{26}")
# ASCII: otherwise IGNORECASE lets "ſ" pass for an "S". A key starts with digits, so letters
# before it can only be the prefix of an Id ("NFe", "CTe", and whatever case they come in); one
# prefix has a digit.
_KEY_IN_TEXT = re.compile(rf"(?:NF3E|[A-Z]*)({_KEY.pattern})", re.ASCII | re.IGNORECASE)
_WEIGHTS = bytes(2 + position % 8 for position in reversed(range(49)))
_MODELS_ISSUED_BY_PEOPLE = frozenset({"55", "57", "58"})


@dataclass(frozen=True, slots=True)
class AccessKey:
    """A key in good form. A wrong check digit is no error: see ``check_digit_matches``.

    Raises ValueError on any other form; ``find`` is the tolerant way in.
    """

    value: str

    def __post_init__(self) -> None:
        if _KEY.fullmatch(self.value) is None:
            raise ValueError("an access key is 44 characters: [0-9]{6}[0-9A-Z]{12}[0-9]{26}")

    @classmethod
    def find(cls, text: str | None) -> Self | None:
        """Take the key out of an ``Id`` or a key's tag, whatever its prefix, case and blanks."""
        value = find_key(text)
        return cls(value) if value else None

    def __str__(self) -> str:
        return self.value

    @property
    def uf_code(self) -> str:
        """The issuer's state by its IBGE code: "35" is São Paulo."""
        return self.value[:2]

    @property
    def year_month(self) -> str:
        """Year and month of issue, as in "2605"."""
        return self.value[2:6]

    @property
    def tax_id(self) -> str:
        """The issuer's 14 characters as the key has them: a CPF stands zero-padded."""
        return self.value[6:20]

    @property
    def issuer_tax_id(self) -> str:
        """The issuer's CPF or CNPJ, bare.

        Series 920 to 969 belong to people issuing with their own e-CPF, and only to them
        (NT 2018.001 for NF-e; the same words in the schemas of CT-e 4.00 and MDF-e 3.00).
        """
        by_a_person = self.model in _MODELS_ISSUED_BY_PEOPLE and 920 <= self.series <= 969
        return self.tax_id[3:] if by_a_person and self.tax_id.startswith("000") else self.tax_id

    @property
    def model(self) -> str:
        """The document's model: "55" NF-e, "65" NFC-e, "57" CT-e."""
        return self.value[20:22]

    @property
    def series(self) -> int:
        """The series, 0 to 999."""
        return int(self.value[22:25])

    @property
    def number(self) -> int:
        """The document's number, up to nine digits."""
        return int(self.value[25:34])

    @property
    def emission_type(self) -> str:
        """The ``tpEmis``: "1" is normal, the others are contingencies."""
        return self.value[34]

    @property
    def check_digit(self) -> str:
        """The last digit, as written."""
        return self.value[43]

    @property
    def check_digit_matches(self) -> bool:
        """Whether the last digit is the modulo 11 of the other 43 characters."""
        return self.check_digit == check_digit(self.value[:43])


def find_key(text: str | None) -> str | None:
    """The characters of the key that ``AccessKey.find`` finds, where no part of it is asked for."""
    match = _KEY_IN_TEXT.fullmatch("".join((text or "").split()))
    return match[1].upper() if match else None


def check_digit(text: str) -> str:
    """The modulo 11 of digits and capital letters, up to 49: an access key's, an NFS-e key's.

    Weights go from 2 to 9 and over again, from the right, over ``ord(c) - 48``.
    """
    weights = _WEIGHTS[-len(text) :]
    expected = 11 - (sum(map(mul, text.encode(), weights)) - 48 * sum(weights)) % 11
    return "0" if expected >= 10 else str(expected)

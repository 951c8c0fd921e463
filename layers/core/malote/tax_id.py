"""CNPJ and CPF as strings, the alphanumeric CNPJ included.

A tax id is kept bare: 14 characters for a CNPJ, whose first 12 may be letters since
NT Conjunta 2025.001, and 11 digits for a CPF. It is never a number: letters are part of it.
"""

import re
from string import ascii_lowercase, ascii_uppercase

# One table for punctuation, blanks and case. str.upper() would turn "ſ" into "S": a form
# check must see what was written, so only ASCII letters change.
_BARE = str.maketrans(ascii_lowercase, ascii_uppercase, "./- \t\r\n\xa0")
PATTERN = "^([0-9A-Z]{12}[0-9]{2}|[0-9]{11})$"
"""A bare one's form, as requests are asked for it."""

_CNPJ = re.compile(r"[0-9A-Z]{12}[0-9]{2}")
_CPF = re.compile(r"[0-9]{11}")


def normalise(text: str) -> str:
    """Drop dots, slashes, hyphens and blanks, and uppercase; anything else stays for the checks."""
    return text.translate(_BARE)


def is_cnpj(tax_id: str) -> bool:
    """Tell whether the form is a CNPJ's: 12 digits or letters and 2 digits."""
    return _CNPJ.fullmatch(tax_id) is not None


def is_cpf(tax_id: str) -> bool:
    """Tell whether the form is a CPF's: 11 digits."""
    return _CPF.fullmatch(tax_id) is not None


def find(text: str | None) -> str | None:
    """Give the bare tax id that a text holds, or None when its form is neither's.

    Check digits are not asked for: a wrong one is a remark, not a reason to lose the party.
    """
    if text is None or is_cnpj(text):  # nearly always bare already
        return text
    tax_id = normalise(text)
    return tax_id if is_cnpj(tax_id) or is_cpf(tax_id) else None


def check_digits_match(tax_id: str) -> bool:
    """Verify both check digits of a bare tax id (modulo 11 over ``ord(c) - 48``).

    One character repeated all along passes the sum but is nobody's, so it does not match.
    """
    if len(set(tax_id)) == 1:
        return False
    if is_cnpj(tax_id):
        return _check_digits(tax_id[:12], highest=9) == tax_id[12:]
    return is_cpf(tax_id) and _check_digits(tax_id[:9], highest=11) == tax_id[9:]


def _check_digits(base: str, highest: int) -> str:
    # Weights rise from 2 at the right, and start over past the highest: 9 for CNPJ, none for CPF.
    for _ in range(2):
        weighed = sum(
            (ord(character) - 48) * (2 + position % (highest - 1))
            for position, character in enumerate(reversed(base))
        )
        remainder = weighed % 11
        base += "0" if remainder < 2 else str(11 - remainder)
    return base[-2:]


def base(tax_id: str) -> str:
    """The company behind any of its CNPJs; a CPF is whole."""
    return tax_id[:8] if is_cnpj(tax_id) else tax_id


def formatted(tax_id: str) -> str:
    """Write a bare tax id as people read it; what is neither CNPJ nor CPF comes back as it is."""
    if is_cnpj(tax_id):
        return f"{tax_id[:2]}.{tax_id[2:5]}.{tax_id[5:8]}/{tax_id[8:12]}-{tax_id[12:]}"
    if is_cpf(tax_id):
        return f"{tax_id[:3]}.{tax_id[3:6]}.{tax_id[6:9]}-{tax_id[9:]}"
    return tax_id


def formatted_base(tax_id: str) -> str:
    """Write the base of a bare tax id as people read it: ``12.ABC.345``; a CPF is whole."""
    company = base(tax_id)
    return f"{company[:2]}.{company[2:5]}.{company[5:]}" if is_cnpj(tax_id) else formatted(company)

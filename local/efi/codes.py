"""The line of a boleto (FEBRABAN) and Pix's copy and paste (BACEN's BR Code)."""

import base64
import re
from datetime import date

_FIRST_DAY = date(1997, 10, 7)
_BANK = "3649"  # Efí's number, and 9 for reais


def typeable_line(number: int, value: int, due: date) -> str:
    """47 digits in groups, with their check digits; ``value`` in centavos.

    >>> typeable_line(24000001, 5990, date(2026, 12, 15))
    '36490.00001 00000.000000 00240.000018 1 16610000005990'
    """
    days = (due - _FIRST_DAY).days
    # The four digits ran out on 21 February 2025, and began again at 1000.
    factor = days if days < 10000 else 1000 + (days - 10000) % 9000
    free = f"{number:025d}"
    tail = f"{factor:04d}{value:010d}"
    check = _modulo_11(_BANK + tail + free)
    fields = [_BANK + free[:5], free[5:15], free[15:]]
    groups = [f"{field[:5]}.{field[5:]}{_modulo_10(field)}" for field in fields]
    return " ".join([*groups, str(check), tail])


def _modulo_10(digits: str) -> int:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        product = int(digit) * (2 - place % 2)
        total += product // 10 + product % 10
    return -total % 10


def _modulo_11(digits: str) -> int:
    total = sum(int(digit) * (2 + place % 8) for place, digit in enumerate(reversed(digits)))
    check = 11 - total % 11
    return check if check < 10 else 1


def copy_and_paste(location: str, city: str = "OURO PRETO") -> str:
    """The text of a dynamic QR code, with its CRC.

    >>> copy_and_paste("pix.example/1")[-8:-4]
    '6304'
    """
    account = _field("00", "BR.GOV.BCB.PIX") + _field("25", location)
    told = [
        _field("00", "01"),
        _field("01", "12"),
        _field("26", account),
        _field("52", "0000"),
        _field("53", "986"),
        _field("58", "BR"),
        _field("59", "EFISA"),
        _field("60", city),
        _field("62", _field("05", "***")),
        "6304",
    ]
    text = "".join(told)
    return f"{text}{_crc(text.encode()):04X}"


def _field(name: str, value: str) -> str:
    return f"{name}{len(value):02d}{value}"


def _crc(data: bytes) -> int:
    """CRC-16/CCITT-FALSE."""
    crc = 0xFFFF
    for byte in data:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
    return crc


def picture(text: str) -> str:
    """Where Efí has the QR code's picture; ours says its text, and cannot be scanned."""
    safe = re.sub(r"[<>&]", "", text)
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 45 45"><desc>{safe}</desc></svg>'
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"

"""RC2 in CBC mode (RFC 2268), to encrypt: no library has it with 40 bits.

The key is expanded by the code under test; the RFC's vectors and OpenSSL tell whether it is right.
"""

from struct import pack, unpack

from malote.certificates.pfx.rc2 import _expand


def encrypt(padded: bytes, key: bytes, iv: bytes, effective_bits: int) -> bytes:
    expanded = _expand(key, effective_bits)
    blocks, before = [], iv
    for start in range(0, len(padded), 8):
        mixed = int.from_bytes(padded[start : start + 8]) ^ int.from_bytes(before)
        before = _encrypt_block(mixed.to_bytes(8), expanded)
        blocks.append(before)
    return b"".join(blocks)


def _encrypt_block(block: bytes, key: tuple[int, ...]) -> bytes:
    words = list(unpack("<4H", block))
    for number in range(16):
        for at, turn in enumerate((1, 2, 3, 5)):
            last = words[at - 1]
            mixed = (last & words[at - 2]) + (~last & words[at - 3])
            word = (words[at] + key[4 * number + at] + mixed) & 0xFFFF
            words[at] = (word << turn | word >> (16 - turn)) & 0xFFFF
        if number in (4, 10):
            for at in range(4):
                words[at] = (words[at] + key[words[at - 1] & 63]) & 0xFFFF
    return pack("<4H", *words)

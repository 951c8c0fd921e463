"""RC2 in CBC mode (RFC 2268), for the 40 bits that Windows and OpenSSL protected certificates with.

``cryptography`` has RC2 with 128 bits only, and none where OpenSSL's legacy algorithms are off.
"""

from struct import pack, unpack

_PI = bytes.fromhex(
    "d978f9c419ddb5ed28e9fd794aa0d89dc67e37832b76538e624c6488448bfba2"
    "179a59f587b34f1361456d8d09817d32bd8f40eb86b77b0bf09521225c6b4e82"
    "54d66593ce60b21c7356c014a78cf1dc1275ca1f3bbee4d1423dd430a33cb626"
    "6fbf0eda4669075727f21d9bbc944303f811c7f690ef3ee706c3d52fc8661ed7"
    "08e8eade8052eef784aa72ac354d6a2a961ad2715a1549744b9fd05e0418a4ec"
    "c2e0416e0f51cbcc2491af50a1f47039997c3a8523b8b47afc02365b25559731"
    "2d5dfa98e38a92ae05df2910676cbac9d300e6cfe19ea82c6316013f58e289a9"
    "0d38341bab33ffb0bb480c5fb9b1cd2ec5f3db47e5a59c770aa62068fe7fc1ad"
)
_MIXING_ROUNDS = range(15, -1, -1)
_MASHED_AFTER = (11, 5)
# Each word is turned right by this many bits; they are undone last first.
_TURNS = ((3, 5), (2, 3), (1, 2), (0, 1))


def decrypt(ciphertext: bytes, key: bytes, iv: bytes, effective_bits: int) -> bytes:
    """The plain bytes, still padded; ``ciphertext`` is whole blocks of 8 bytes."""
    expanded = _expand(key, effective_bits)
    before = int.from_bytes(iv)
    plain = bytearray()
    for start in range(0, len(ciphertext), 8):
        block = ciphertext[start : start + 8]
        opened = int.from_bytes(_decrypt_block(block, expanded)) ^ before
        plain += opened.to_bytes(8)
        before = int.from_bytes(block)
    return bytes(plain)


def _expand(key: bytes, effective_bits: int) -> tuple[int, ...]:
    length = (effective_bits + 7) // 8
    mask = 0xFF >> (8 * length - effective_bits)
    expanded = bytearray(key.ljust(128, b"\0"))
    for at in range(len(key), 128):
        expanded[at] = _PI[(expanded[at - 1] + expanded[at - len(key)]) & 0xFF]
    expanded[128 - length] = _PI[expanded[128 - length] & mask]
    for at in range(127 - length, -1, -1):
        expanded[at] = _PI[expanded[at + 1] ^ expanded[at + length]]
    return unpack("<64H", expanded)


def _decrypt_block(block: bytes, key: tuple[int, ...]) -> bytes:
    words = list(unpack("<4H", block))
    for number in _MIXING_ROUNDS:
        for at, turn in _TURNS:
            word = words[at]
            word = (word >> turn | word << (16 - turn)) & 0xFFFF
            last = words[at - 1]
            mixed = (last & words[at - 2]) + (~last & words[at - 3])
            words[at] = (word - key[4 * number + at] - mixed) & 0xFFFF
        if number in _MASHED_AFTER:
            for at, _ in _TURNS:
                words[at] = (words[at] - key[words[at - 1] & 63]) & 0xFFFF
    return pack("<4H", *words)

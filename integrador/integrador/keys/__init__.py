"""Private keys: in cards and tokens, in PFX files, in Windows' own store."""

from integrador.keys.keyring import Keyring

__all__ = ["Keyring"]

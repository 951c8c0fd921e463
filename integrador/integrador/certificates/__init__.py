"""The certificates of this computer: in cards and tokens, in PFX files, in Windows' own store."""

from integrador.certificates.finding import find
from integrador.certificates.found import Found, Trouble
from integrador.certificates.pfx import look, pfx_files

__all__ = ["Found", "Trouble", "find", "look", "pfx_files"]

"""PFX files (PKCS#12): what one asks for is read first, then it is opened, in memory alone."""

from malote.certificates.pfx.opening import OpenedPfx, open_pfx

__all__ = ["OpenedPfx", "open_pfx"]

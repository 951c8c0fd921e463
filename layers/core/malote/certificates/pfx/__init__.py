"""PFX files (PKCS#12): what one asks for is read first, then it is opened, in memory alone."""

from malote.certificates.pfx.opening import MAX_BYTES, OpenedPfx, open_pfx

__all__ = ["MAX_BYTES", "OpenedPfx", "open_pfx"]

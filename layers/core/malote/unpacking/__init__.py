"""Opening whatever arrives: archives, mails inside mails, by content and under caps. Pure."""

from malote.unpacking.caps import Budget, Caps
from malote.unpacking.unpack import Candidate, Found, Ignored, Refusal, unpack, unpack_mail

__all__ = ["Budget", "Candidate", "Caps", "Found", "Ignored", "Refusal", "unpack", "unpack_mail"]

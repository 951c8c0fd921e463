"""SEFAZ, asked by the cloud itself: with an A1, over mutual TLS."""

from malote.adapters.sefaz.carrier import A1Carrier as A1Carrier
from malote.adapters.sefaz.transport import SefazTransport as SefazTransport

"""SEFAZ is asked: at the addresses that Malote knows, and at no other that a job could name."""

import os

from integrador.ports import Key
from malote.ports.sefaz import Transport
from malote.sefaz import asking
from malote.sefaz.exchange import Exchange
from malote.sefaz.operations import Asking

ADDRESS = "INTEGRADOR_SEFAZ_URL"
"""Another address, for tests: only whoever starts the agent can give one."""


def ask_sefaz(what: Asking, key: Key, transport: Transport) -> Exchange:
    """Render, sign, post. Raises SefazError and KeyUnusable."""
    return asking.exchange(what, key, transport, os.environ.get(ADDRESS, ""))

"""Charges issued through Efí, and the ledger of what was paid. Pure: no network, no table."""

"""Mails that a tenant sends: what they say, and what became of each."""

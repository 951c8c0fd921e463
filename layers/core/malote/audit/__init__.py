"""Who did what and when. Pure."""

from malote.audit.models import MALOTE, Action, Actor, Entry

__all__ = ["MALOTE", "Action", "Actor", "Entry"]

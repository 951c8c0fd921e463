"""``malote-admin``: the cloud admin's command."""

from malote.admin.app import app

__all__ = ["app"]

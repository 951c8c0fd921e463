"""The Integrador's window (Qt), in Portuguese; what is slow happens in threads."""

from integrador.window.app import main

__all__ = ["main"]

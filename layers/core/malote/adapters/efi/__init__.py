"""Efí over HTTP: a client of our own for its Cobranças and Pix."""

from malote.adapters.efi.client import EfiClient as EfiClient

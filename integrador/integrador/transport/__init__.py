"""HTTPS to SEFAZ by libcurl, which alone can use keys that stay in their token."""

from integrador.transport.curl import CurlTransport
from integrador.transport.options import engine_options, memory_options, store_options

__all__ = ["CurlTransport", "engine_options", "memory_options", "store_options"]

"""TLS as every client of Malote speaks it: verified, and set up once for the whole process."""

import socket
import ssl

from malote.errors import TlsFailed

MISMATCH = "a porta e a segurança (TLS ou STARTTLS) provavelmente não combinam"

# What OpenSSL makes of a text where it waits for a handshake, by its versions.
_TEXT = {"WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "PACKET_LENGTH_TOO_LONG"}


def tls_context(extra_ca_pem: str | None = None) -> ssl.SSLContext:
    """Certificate and host name verified, TLS 1.2 or later. Share it: it is safe among threads.

    ``extra_ca_pem`` is trusted besides the system's authorities (the demo's, a company's own).
    A context costs 20 ms of CPU; a connection over a shared one, 4.
    """
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if extra_ca_pem:
        context.load_verify_locations(cadata=extra_ca_pem)
    return context


def wrapped(context: ssl.SSLContext, connected: socket.socket, host: str) -> ssl.SSLSocket:
    """Over TLS from here on. Raises what ``ssl`` does, and TlsFailed of who speaks in clear."""
    try:
        return context.wrap_socket(connected, server_hostname=host)
    except ssl.SSLError as error:
        if getattr(error, "reason", None) in _TEXT:
            raise TlsFailed(MISMATCH) from None
        raise


def await_greeting(connected: socket.socket, seconds: float) -> None:
    """Wait for the first byte, in clear. Raises TlsFailed of a server that says nothing.

    One that wants a handshake at once waits for us to begin.
    """
    connected.settimeout(seconds)
    try:
        connected.recv(1, socket.MSG_PEEK)
    except TimeoutError:
        raise TlsFailed(MISMATCH) from None

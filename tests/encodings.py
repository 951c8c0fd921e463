"""The ways in which a secret may be written by whoever gives it away."""

import gzip
import html
import io
import json
import quopri
import zipfile
from base64 import b64encode, encodebytes, urlsafe_b64encode
from collections.abc import Callable
from urllib.parse import quote, quote_plus


def _zipped(secret: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inner.gz", gzip.compress(b"<a>" + secret.encode() + b"</a>"))
    return target.getvalue()


WORDS: dict[str, Callable[[str], bytes]] = {
    "raw": str.encode,
    "JSON": lambda s: json.dumps({"a": s}).encode(),
    "JSON, UTF-8": lambda s: json.dumps(s, ensure_ascii=False).encode(),
    "JSON for HTML": lambda s: json.dumps(s).replace("&", "\\u0026").replace("<", "\\u003c").encode(),
    "JSON in JSON": lambda s: json.dumps(json.dumps(s)).encode(),
    "URL": lambda s: quote(s, safe="").encode(),
    "URL, lower": lambda s: quote(s).replace("%C3%A9", "%c3%a9").encode(),
    "URI": lambda s: quote(s, safe="+/=&").encode(),
    "form": lambda s: quote_plus(s).encode(),
    "base64": lambda s: b64encode(s.encode()),
    "base64 after 1": lambda s: b64encode(f"x{s}yz".encode()),
    "base64 after 2": lambda s: b64encode(f"xx{s}y".encode()),
    "base64url": lambda s: urlsafe_b64encode(f"?>{s}~".encode()),
    "SASL PLAIN": lambda s: b64encode(f"\0ana\0{s}".encode()),
    "XOAUTH2": lambda s: b64encode(f"user=ana\1auth=Bearer {s}\1\1".encode()),
    "basic": lambda s: b"Authorization: Basic " + b64encode(f"ana@a.test:{s}".encode()),
    "hex": lambda s: s.encode().hex().encode(),
    "HEX": lambda s: s.encode().hex().upper().encode(),
    "UTF-16-LE": lambda s: s.encode("utf-16-le"),
    "UTF-16-BE": lambda s: s.encode("utf-16-be"),
    "Latin-1": lambda s: s.encode("latin-1"),
    "HTML": lambda s: html.escape(s).encode(),
    "XML": lambda s: html.escape(s, quote=False).encode("ascii", "xmlcharrefreplace"),
    "quoted-printable": lambda s: quopri.encodestring(s.encode(), quotetabs=True).replace(b"=\n", b""),
    "IMAP": lambda s: s.replace("\\", "\\\\").replace('"', '\\"').encode(),
    "repr": lambda s: repr(s).encode(),
    "repr of bytes": lambda s: repr(s.encode()).encode(),
    "repr of repr": lambda s: repr([repr(s.encode())]).encode(),
}  # fmt: skip
"""Those that fit on a line."""

FILES: dict[str, Callable[[str], bytes]] = {
    "MIME, quoted-printable": lambda s: quopri.encodestring(b"x" * 70 + s.encode()),
    "MIME, base64": lambda s: encodebytes(b"x" * 40 + s.encode() + b"y" * 40),
    "MIME, base64 in JSON": lambda s: json.dumps(encodebytes(b"x" * 40 + s.encode()).decode()).encode(),
    "gzip": lambda s: gzip.compress(s.encode()),
    "gzip of a zip": lambda s: gzip.compress(_zipped(s)),
    "zip of a gzip": _zipped,
}  # fmt: skip
"""Those that files, objects and mails have besides."""

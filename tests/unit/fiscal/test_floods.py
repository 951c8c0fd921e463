"""Up to 6 MB of whatever costs most, read in a process that is killed past its memory and time."""

import subprocess
import sys

import pytest

from malote.fiscal.xml import MAX_BYTES, MOST_MARKS, MOST_REPEATS

# Unbounded, six megabytes of empty items took 44 seconds and 1.5 GB.
READ = """
import resource, sys
from malote.errors import DocumentTooLarge
from malote.fiscal import read
xml = sys.stdin.buffer.read()
resource.setrlimit(resource.RLIMIT_CPU, (10, 10))
resource.setrlimit(resource.RLIMIT_AS, (600 << 20, 600 << 20))
for details in (False, True):
    try:
        read(xml, details=details)
        print("read")
    except DocumentTooLarge:
        print("too large")
"""
REFUSED, SHOWN_BARE, SHOWN = ["too large"] * 2, ["read", "too large"], ["read"] * 2


def document(name: str, inner: str, model: str = "55") -> str:
    namespace = f"http://www.portalfiscal.inf.br/{name.lower()}"
    key = f"35260712345678000195{model}0010000000011234567890"
    return f'<{name} xmlns="{namespace}"><inf{name} Id="{key}">{inner}</inf{name}></{name}>'


def full(text: str, size: int = MAX_BYTES - 1000) -> str:
    return text * (size // len(text.encode()))


def tags(text: str) -> str:
    return text * ((MOST_MARKS - 100) // (text.count("<") - text.count("</") + text.count("=")))


UNIQUE = "".join(f"<a{number}/>" for number in range(MOST_MARKS - 100))
NESTED = f"<NFdet>{'<det/>' * 900}</NFdet>"
WIDE = " ".join(f'a{number}="1"' for number in range(MOST_MARKS - 100))
NAMESPACES = " ".join(f'xmlns:n{number}="u"' for number in range(340_000))
CASES = {
    "empty items": (document("NFCom", full("<det/>"), "62"), REFUSED),
    "fewer empty items": (document("NFCom", tags("<det/>"), "62"), SHOWN_BARE),
    "all items allowed": (document("NFCom", "<det/>" * (MOST_REPEATS - 100), "62"), SHOWN),
    "items": (document("NFe", tags("<det><prod><vProd>1</vProd></prod></det>")), SHOWN_BARE),
    "items within bills": (document("NF3e", tags(NESTED), "66"), SHOWN_BARE),
    "instalments": (document("NFe", f"<cobr>{tags('<dup/>')}</cobr>"), SHOWN_BARE),
    "volumes": (document("NFe", f"<transp>{tags('<vol/>')}</transp>"), SHOWN_BARE),
    "parties": (document("NFe", tags("<autXML/>")), REFUSED),
    "names": (document("NFe", UNIQUE), SHOWN),
    "attributes": (document("NFe", f"<det {WIDE}/>"), SHOWN),
    "more attributes": (document("NFe", full('<a b="" c="" d="" e="" f=""/>')), REFUSED),
    "namespaces": (document("NFe", f"<det {NAMESPACES}/>"), SHOWN),
    "depth": (document("NFe", tags("<a>" * 240 + "</a>" * 240)), SHOWN),
    "words": (document("NFe", f"<infAdic><infCpl>{full('ab ')}</infCpl></infAdic>"), SHOWN),
    "wide letters": (document("NFe", f"<ide><natOp>{full('😀 a ')}</natOp></ide>"), SHOWN),
    "comments": (document("NFe", full("<!---->")), REFUSED),
}


@pytest.mark.parametrize("name", CASES)
def test_a_flood_is_refused_or_read_in_little_time_and_memory(name: str) -> None:
    xml, outcome = CASES[name]
    assert len(xml.encode()) <= MAX_BYTES
    done = subprocess.run(
        [sys.executable, "-c", READ], input=xml.encode(), capture_output=True, check=False
    )
    assert (done.stdout.decode().splitlines(), done.returncode) == (outcome, 0), done.stderr[-300:]

"""Megabytes of everything, and no document in them."""

from tests.malformed.genuine import NAMESPACE, Inputs
from tests.unit.fiscal.test_floods import full, tags


def named(count: int) -> str:
    """Tags of which each has a name of its own."""
    return "".join(f"<b{number}/>" for number in range(count))


def floods() -> Inputs:
    wrap = {
        "a": "a",
        "NFe": f"NFe xmlns='{NAMESPACE}'",
        "nfeProc": "nfeProc",
        "CompNfse": "CompNfse",
    }
    yield "50 MB of tags", b"<a>" + b"<i/>" * 12_500_000 + b"</a>"
    inner = {
        "empty tags": full("<i/>"), "fewer empty tags": tags("<i/>"), "comments": full("<!-- -->"),
        "fewer comments": tags("<!--a-->"), "instructions": full("<?a b?>"), "fewer instructions": tags("<?a b?>"),
        "CDATA": full("<![CDATA[a]]>"), "fewer CDATA": tags("<![CDATA[a]]>"), "one CDATA": f"<![CDATA[{'a' * 5_000_000}]]>",
        "one text": "a" * 5_000_000, "a long attribute": f"<b c='{'a' * 5_000_000}'/>",
        "letters by number": full("&#65;"), "depth 300": "<b>" * 300 + "</b>" * 300,
        "depth 100,000": "<b>" * 100_000 + "</b>" * 100_000, "an open depth": "<b>" * 100_000,
        "80,000 attributes": f"<b {' '.join(f'a{n}=""' for n in range(80_000))}/>",
        "80,000 namespaces": f"<b {' '.join(f'xmlns:a{n}="u{n}"' for n in range(80_000))}/>",
        "a namespace a tag": "".join(f"<n{n}:b xmlns:n{n}='u{n}'/>" for n in range(60_000)),
        "a long name": f"<{'b' * 60_000}/>", "a long namespace": f"<b xmlns='{'u' * 5_000_000}'/>",
        "a name for each tag": named(390_000),
    }  # fmt: skip
    for outer, opening in wrap.items():
        for name, content in inner.items():
            yield f"{name} in {outer}", f"<{opening}>{content}</{outer}>".encode()
    yield "utf-16", f"<a>{full('<i/>', 2_900_000)}</a>".encode("utf-16")
    yield (
        "utf-7",
        b"<?xml version='1.0' encoding='UTF-7'?><a>" + b"+ADw-i/+AD4-" * 500_000 + b"</a>",
    )

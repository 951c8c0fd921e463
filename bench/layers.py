"""The layers, unzipped, byte code included."""

from bench.figure import Figure
from bench.packaged import folder

LIMIT = 70  # of the two that every function has
LIMIT_WITH_PRINTING = 130  # Lambda's own is 250, code included


def run() -> list[Figure]:
    """Megabytes of 1,000,000 bytes."""
    sizes = {
        layer.name: sum(file.stat().st_size for file in layer.rglob("*") if file.is_file()) / 1e6
        for layer in sorted(folder().glob("*Layer"))
    }
    seen = ", ".join(f"{name} {size:.1f}" for name, size in sizes.items())
    total = sum(sizes.values())
    return [
        Figure("both layers", total - sizes["PrintingLayer"], seen, "MB", at_most=LIMIT),
        Figure("the printing layer too", total, seen, "MB", at_most=LIMIT_WITH_PRINTING),
    ]

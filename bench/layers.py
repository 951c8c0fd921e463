"""The layers, unzipped, byte code included."""

from bench.figure import Figure
from bench.packaged import folder
from local.build import layers_size

LIMIT = 70


def run() -> list[Figure]:
    """Megabytes of 1,000,000 bytes."""
    sizes = {
        layer.name: sum(file.stat().st_size for file in layer.rglob("*") if file.is_file()) / 1e6
        for layer in sorted(folder().glob("*Layer"))
    }
    seen = ", ".join(f"{name} {size:.1f}" for name, size in sizes.items())
    return [Figure("both layers", layers_size(folder()) / 1e6, seen, "MB", at_most=LIMIT)]

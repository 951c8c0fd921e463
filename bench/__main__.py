"""Ratios measured side by side in one run: contenders take turns, medians of several rounds.

python -m bench                 all of them, in some five minutes
python -m bench read layers     some of them

Ends with 1 if a figure misses its limit. docs/benchmarks.md says what each one means.
"""

import argparse
import sys
from importlib import import_module

from bench.figure import Figure, say

NAMES = ("layers", "read", "register", "cold_import", "idle_poll", "fetch")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("name", nargs="*", help=f"of: {', '.join(NAMES)}")
    names = parser.parse_args().name or NAMES
    if unknown := set(names) - set(NAMES):
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    missed = 0
    for name in names:
        benchmark = import_module(f"bench.{name}")
        say("")
        title = (benchmark.__doc__ or "").splitlines()[0]
        print(f"\n{name}: {title}", flush=True)
        figures: list[Figure] = benchmark.run()
        say("")
        for figure in figures:
            print(f"  {figure}", flush=True)
        missed += sum(not figure.kept for figure in figures)
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()

"""Run by ``cold_import`` as a script of a fresh interpreter: how long does this code take?

fresh.py PATH… FIRST THEN   prints the seconds of FIRST, and of FIRST and THEN together
"""

import sys
from time import perf_counter

*paths, first, then = sys.argv[1:]
sys.path[:0] = paths
names: dict[str, object] = {}
began = perf_counter()
exec(first, names)
at_first = perf_counter() - began
exec(then, names)
print(at_first, perf_counter() - began)

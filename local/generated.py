"""The generated files: the layers' requirements from uv.lock, docs/openapi.json from the handlers.

python -m local.generated           write them
python -m local.generated --check   fail where a committed one is not current
"""

import re
import subprocess
import sys

from local.openapi import openapi
from local.paths import LOCAL, ROOT

DEPENDENCIES = ROOT / "layers" / "dependencies" / "requirements.txt"
PRINTING = ROOT / "layers" / "printing" / "requirements.txt"
OPENAPI = ROOT / "docs" / "openapi.json"


def requirements(*extras: str) -> str:
    """What the functions need with these extras, pinned with hashes."""
    command = "export --frozen --package malote --no-emit-workspace --no-dev --no-header"
    named = [word for extra in extras for word in ("--extra", extra)]
    return subprocess.run(
        [LOCAL / "uv" / "bin" / "uv", *command.split(), *named],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip


def printing_requirements(dependencies: str) -> str:
    """What drawing needs beside the packages of the dependencies layer."""
    # A package begins a line; its hashes, and what needs it, are indented under it.
    packages = re.split(r"^(?=\S)", requirements("aws", "printing"), flags=re.MULTILINE)
    there = {line.split("==")[0] for line in dependencies.splitlines()}
    return "".join(each for each in packages if each.split("==")[0] not in there)


def main() -> int:
    """Write the files, or with --check compare them."""
    stale = []
    dependencies = requirements("aws")
    generated = (
        (DEPENDENCIES, dependencies),
        (PRINTING, printing_requirements(dependencies)),
        (OPENAPI, openapi()),
    )
    for path, text in generated:
        if "--check" not in sys.argv:
            path.write_text(text)
        elif not path.exists() or path.read_text() != text:
            stale.append(path.relative_to(ROOT))
    for path in stale:
        print(f"{path} is not current: run `make generate`", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    raise SystemExit(main())

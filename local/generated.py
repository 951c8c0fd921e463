"""The generated files: the layer's requirements from uv.lock, docs/openapi.json from the handlers.

python -m local.generated           write them
python -m local.generated --check   fail where a committed one is not current
"""

import json
import subprocess
import sys
from typing import Any

from local.paths import LOCAL, ROOT

REQUIREMENTS = ROOT / "layers" / "dependencies" / "requirements.txt"
OPENAPI = ROOT / "docs" / "openapi.json"


_PROBLEM = {
    "default": {
        "description": "O que houve e o que fazer",
        "content": {
            "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
        },
    }
}


def requirements() -> str:
    """What the functions need, pinned with hashes."""
    command = (
        "export --frozen --package malote --extra aws --no-emit-workspace --no-dev --no-header"
    )
    return subprocess.run(
        [LOCAL / "uv" / "bin" / "uv", *command.split()],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip


def openapi() -> str:
    """One document of all API functions."""
    from functions.documents.handler import app as documents
    from functions.mailboxes.handler import app as mailboxes
    from malote.web import Problem

    merged: dict[str, Any] = {}
    for app in (documents, mailboxes):
        schema = json.loads(
            app.get_openapi_json_schema(
                title="Malote",
                version="1",
                description="Documentos fiscais recebidos por e-mail. Cada erro é um problem"
                " details (RFC 9457) com um code estável e uma action em português.",
            )
        )
        merged.setdefault("paths", {}).update(schema.pop("paths"))
        components = merged.setdefault("components", {}).setdefault("schemas", {})
        components.update(schema.pop("components")["schemas"])
        merged |= schema | {"components": merged["components"]}
    merged["components"]["securitySchemes"] = {
        "tenant": {
            "type": "apiKey", "in": "header", "name": "Authorization",
            "description": "ID token do Cognito",
        }
    }  # fmt: skip
    merged["security"] = [{"tenant": []}]
    merged["paths"]["/documents"]["post"]["requestBody"] = {
        "required": True,
        "content": {
            media: {"schema": {"type": "string", "format": "binary"}}
            for media in ("application/xml", "application/zip", "application/octet-stream")
        },
    }
    for path in merged["paths"].values():
        for method, operation in path.items():
            answer = operation["responses"]["200"]
            # Everything that is posted is done off the request, so far.
            operation["responses"] = {"202" if method == "post" else "200": answer} | _PROBLEM
    schemas = merged["components"]["schemas"]
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused)
    schemas["Problem"] = Problem.model_json_schema()
    return json.dumps(merged, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def main() -> int:
    """Write the files, or with --check compare them."""
    stale = []
    for path, text in ((REQUIREMENTS, requirements()), (OPENAPI, openapi())):
        if "--check" not in sys.argv:
            path.write_text(text)
        elif not path.exists() or path.read_text() != text:
            stale.append(path.relative_to(ROOT))
    for path in stale:
        print(f"{path} is not current: run `make generate`", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    raise SystemExit(main())

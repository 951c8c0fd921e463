"""The generated files: the layers' requirements from uv.lock, docs/openapi.json from the handlers.

python -m local.generated           write them
python -m local.generated --check   fail where a committed one is not current
"""

import json
import re
import subprocess
import sys
from typing import Any

from local.paths import LOCAL, ROOT

DEPENDENCIES = ROOT / "layers" / "dependencies" / "requirements.txt"
PRINTING = ROOT / "layers" / "printing" / "requirements.txt"
OPENAPI = ROOT / "docs" / "openapi.json"


_PROBLEM = {
    "default": {
        "description": "O que houve e o que fazer",
        "content": {
            "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
        },
    }
}


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


def openapi() -> str:
    """One document of all API functions."""
    from functions.audit.handler import app as audit
    from functions.documents.handler import app as documents
    from functions.documents_pdf.handler import app as documents_pdf
    from functions.mailbox_preview.handler import app as mailbox_preview
    from functions.mailboxes.handler import app as mailboxes
    from functions.monthly_export.handler import app as monthly_export
    from functions.quarantine.handler import app as quarantine
    from functions.uploads.handler import app as uploads
    from malote.documents.decide import DecisionRequest
    from malote.web import Problem

    merged: dict[str, Any] = {}
    apps = audit, documents, documents_pdf, mailbox_preview, mailboxes, monthly_export, quarantine
    for app in (*apps, uploads):
        schema = json.loads(
            app.get_openapi_json_schema(
                title="Malote",
                version="1",
                description="Documentos fiscais recebidos por e-mail. Cada erro é um problem"
                " details (RFC 9457) com um code estável e uma action em português.",
            )
        )
        for path, methods in schema.pop("paths").items():  # two apps may share one
            merged.setdefault("paths", {}).setdefault(path, {}).update(methods)
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
    decision = {"schema": {"$ref": "#/components/schemas/DecisionRequest"}}
    merged["paths"]["/documents/{access_key}"]["patch"]["requestBody"] = {
        "required": True,
        "content": {"application/json": decision},
    }
    for path, methods in merged["paths"].items():
        for method, operation in methods.items():
            answer = operation["responses"]["200"]
            # What is posted is done off the request; a preview only looks.
            queued = method == "post" and "preview" not in path
            operation["responses"] = {"202" if queued else "200": answer} | _PROBLEM
    exported = merged["paths"]["/documents/export"]["get"]["responses"]
    exported["202"] = exported["200"]  # while it is being made
    schemas = merged["components"]["schemas"]
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused)
    schemas["Problem"] = Problem.model_json_schema()
    schemas["DecisionRequest"] = DecisionRequest.model_json_schema()
    return json.dumps(merged, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


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

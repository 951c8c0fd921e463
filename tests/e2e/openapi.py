"""docs/openapi.json: every endpoint, so that no test forgets a new one."""

import json

from local.paths import ROOT

_PATHS = json.loads((ROOT / "docs" / "openapi.json").read_text())["paths"]
ENDPOINTS = sorted(
    (
        (method.upper(), path)
        for path, methods in _PATHS.items()
        for method, operation in methods.items()
        if operation.get("security") != []  # those of links in notices, which prove themselves
    ),
    key=lambda endpoint: endpoint[0] == "DELETE",  # last: the others need what it takes away
)

_NAME_NOTHING = {
    "kind", "status", "issuer", "period", "limit", "idempotency-key", "recipient", "number",
    "issuer_name", "min_amount", "max_amount", "remark", "signature", "sha256", "action", "actor",
    "target", "from_start", "customer", "token",
}  # fmt: skip


def with_ids(method: str, path: str, ids: dict[str, str]) -> str:
    """The address of an endpoint with these ids, ``cursor`` by its path. Raises KeyError on a new one."""
    filled, query = path, []
    for parameter in _PATHS[path][method.lower()].get("parameters", []):
        name, place = parameter["name"], parameter["in"]
        if place == "path":
            filled = filled.replace(f"{{{name}}}", ids[name])
        elif name == "address":
            query.append("address=ana@gmail.com")
        elif name not in _NAME_NOTHING and ids[f"{name} {path}"]:
            query.append(f"{name}={ids[f'{name} {path}']}")
    return f"{filled}?{'&'.join(query)}" if query else filled

"""docs/openapi.json: every endpoint, so that no test forgets a new one."""

import json

from local.paths import ROOT

_PATHS = json.loads((ROOT / "docs" / "openapi.json").read_text())["paths"]


def _endpoints(*, open_to_all: bool) -> list[tuple[str, str]]:
    return sorted(
        (
            (method.upper(), path)
            for path, methods in _PATHS.items()
            for method, operation in methods.items()
            if (operation.get("security") == []) is open_to_all
        ),
        key=lambda endpoint: (endpoint[0] == "DELETE", endpoint),
    )


ENDPOINTS = _endpoints(open_to_all=False)
"""Those that take things away come last: the others need them."""
BY_LINK = _endpoints(open_to_all=True)
"""Where the link of a notice is the proof, and no token is asked for."""

_NAME_NOTHING = {
    "kind", "status", "issuer", "period", "limit", "idempotency-key", "recipient", "number",
    "issuer_name", "min_amount", "max_amount", "remark", "signature", "sha256", "action", "actor",
    "target", "from_start", "customer", "token", "expiring_in", "idempotency_key",
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
        elif name == "confirm":
            query.append("confirm=true")
        elif name not in _NAME_NOTHING and ids[f"{name} {path}"]:
            query.append(f"{name}={ids[f'{name} {path}']}")
    return f"{filled}?{'&'.join(query)}" if query else filled

"""docs/openapi.json: every endpoint, so that no test forgets a new one."""

import json

from local.paths import ROOT

_PATHS = json.loads((ROOT / "docs" / "openapi.json").read_text())["paths"]


def _endpoints(security: object) -> list[tuple[str, str]]:
    return sorted(
        (
            (method.upper(), path)
            for path, methods in _PATHS.items()
            for method, operation in methods.items()
            if operation.get("security") == security
        ),
        key=lambda endpoint: (endpoint[0] == "DELETE", endpoint),
    )


ENDPOINTS = _endpoints(None)
"""Those that take things away come last: the others need them."""
OPEN_TO_ALL = _endpoints([])
"""Where no token is asked for: what links of ours lead to, what Efí tells, a device with a code."""
OF_DEVICES = _endpoints([{"device": []}])
"""Where a device's signature is asked for."""

_NAME_NOTHING = {
    "kind", "status", "issuer", "period", "limit", "idempotency-key", "recipient", "number",
    "issuer_name", "min_amount", "max_amount", "remark", "signature", "sha256", "action", "actor",
    "target", "from_start", "customer", "token", "expiring_in", "idempotency_key", "account",
    "carnet", "agreement", "history_code", "charge", "format", "session", "wait",
}  # fmt: skip

_GIVEN = {
    "address": "ana@gmail.com", "confirm": "true", "environment": "test", "service": "nfe",
}  # fmt: skip


def with_ids(method: str, path: str, ids: dict[str, str]) -> str:
    """The address of an endpoint with these ids, ``cursor`` by its path. Raises KeyError on a new one.

    What an endpoint takes away or finishes has an id of its own: ``charge_id POST /…``.
    """
    filled, query = path, []
    for parameter in _PATHS[path][method.lower()].get("parameters", []):
        name, place = parameter["name"], parameter["in"]
        if place == "path":
            own = ids.get(f"{name} {method} {path}")
            filled = filled.replace(f"{{{name}}}", own or ids[name])
        elif name in _GIVEN:
            query.append(f"{name}={_GIVEN[name]}")
        elif name not in _NAME_NOTHING and ids[f"{name} {path}"]:
            query.append(f"{name}={ids[f'{name} {path}']}")
    return f"{filled}?{'&'.join(query)}" if query else filled

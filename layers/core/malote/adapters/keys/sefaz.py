"""Keys of the table: SEFAZ."""

from malote.adapters.keys.tenancy import Key, key

DUE_FEEDS = "SEFAZ#DUE"
OPEN_MANIFESTATIONS = "SEFAZ#OPEN"


def sefaz_settings(tenant: str, tax_id: str = "") -> Key:
    return key(tenant, "", f"SEFAZ#{tax_id}")


def feed(tenant: str, tax_id: str = "", service: str = "", environment: str = "") -> Key:
    name = f"{tax_id}#{service}#{environment}" if tax_id else ""
    return key(tenant, "#FEEDS", name)


def ledger_of_nsu(tenant: str, tax_id: str, service: str, environment: str) -> str:
    """The partition of a feed's pages, gaps and unfinished queries."""
    return key(tenant, f"#NSU#{tax_id}#{service}#{environment}", "")["PK"]


def nsu_page(partition: str, last: str, at: str) -> Key:
    return {"PK": partition, "SK": f"PAGE#{last}#{at}"}


def nsu_gap(partition: str, last: str = "") -> Key:
    return {"PK": partition, "SK": f"GAP#{last}"}


def open_query(partition: str, request_id: str = "") -> Key:
    return {"PK": partition, "SK": f"ASKING#{request_id}"}


def sefaz_request(tenant: str, request_id: str = "") -> Key:
    return key(tenant, "#SEFAZ", request_id)


def manifestation_claim(tenant: str, access_key: str, kind: str = "", sequence: int = 0) -> Key:
    name = f"{kind}#{sequence:02}" if kind else ""
    return key(tenant, f"#DOC#{access_key}", f"MANIFESTATION#{name}")


def deadline(tenant: str, access_key: str) -> Key:
    return key(tenant, f"#DOC#{access_key}", "DEADLINE")

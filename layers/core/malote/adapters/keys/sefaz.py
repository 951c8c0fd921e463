"""Keys of the table: SEFAZ and the remote service."""

from malote.adapters.keys.tenancy import Key, checked, key

DUE_FEEDS = "SEFAZ#DUE"
OPEN_MANIFESTATIONS = "SEFAZ#OPEN"
WAITING_JOBS = "JOBS#WAITING"
ALL_DEADLINES = "DEADLINES"


def sefaz_settings(tenant: str, tax_id: str = "") -> Key:
    return key(tenant, "", f"SEFAZ#{tax_id}")


def feed(tenant: str, tax_id: str = "", service: str = "", environment: str = "") -> Key:
    name = f"{tax_id}#{service}#{environment}" if tax_id else ""
    return key(tenant, "#FEEDS", name)


def ledger_of_nsu(tenant: str, tax_id: str, service: str, environment: str) -> str:
    """The partition of a feed's pages and gaps."""
    return key(tenant, f"#NSU#{tax_id}#{service}#{environment}", "")["PK"]


def nsu_page(partition: str, last: str, at: str) -> Key:
    return {"PK": partition, "SK": f"PAGE#{last}#{at}"}


def nsu_gap(partition: str, last: str = "") -> Key:
    return {"PK": partition, "SK": f"GAP#{last}"}


def sefaz_request(tenant: str, request_id: str = "") -> Key:
    return key(tenant, "#SEFAZ", request_id)


def manifestation_claim(tenant: str, access_key: str, kind: str = "", sequence: int = 0) -> Key:
    name = f"{kind}#{sequence:02}" if kind else ""
    return key(tenant, f"#DOC#{access_key}", f"MANIFESTATION#{name}")


def deadline(tenant: str, access_key: str) -> Key:
    return key(tenant, f"#DOC#{access_key}", "DEADLINE")


def enrolment(code_sha256: str) -> Key:
    return {"PK": f"ENROLMENT#{code_sha256}", "SK": "ENROLMENT"}


def device(device_id: str) -> Key:
    return {"PK": f"DEVICE#{device_id}", "SK": "DEVICE"}


def nonce(device_id: str, value: str) -> Key:
    return {"PK": f"DEVICE#{device_id}", "SK": f"NONCE#{value}"}


def lease(tenant: str, tax_id: str) -> Key:
    return key(tenant, "", f"LEASE#{tax_id}")


def job(tenant: str, job_id: str = "") -> Key:
    return key(tenant, "#JOBS", job_id)


def waiting_jobs(tenant: str, tax_id: str) -> str:
    """The index partition of the jobs that a device of the CNPJ may be handed."""
    return f"TENANT#{checked(tenant)}#WAITING#{tax_id}"


def remote_event(tenant: str, at: str = "", event_id: str = "") -> Key:
    return key(tenant, "#REMOTE", f"{at}#{event_id}" if at else "")

"""Keys of the table: the remote service."""

from malote.adapters.keys.tenancy import Key, checked, key

UNTAKEN_JOBS = "JOBS#WAITING"


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


def untaken_job(expires_at: str, tenant: str, job_id: str) -> Key:
    return {"PK": UNTAKEN_JOBS, "SK": f"{expires_at}#{checked(tenant)}#{job_id}"}


def devices(tenant: str) -> str:
    """The index partition of a tenant's devices."""
    return f"TENANT#{checked(tenant)}#DEVICES"


def remote_event(tenant: str, at: str = "", event_id: str = "") -> Key:
    return key(tenant, "#REMOTE", f"{at}#{event_id}" if at else "")

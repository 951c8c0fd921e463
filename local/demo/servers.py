"""What the demo runs on: MiniStack, mail servers, stand-ins for Efí and SEFAZ."""

import json
import secrets
import shutil
import sys
from pathlib import Path

from local import processes
from local.ca import ensure_certificates
from local.cloud import REGION, Cloud
from local.demo.authority import authority
from local.demo.billing import CLIENT
from local.demo.tenants import CUSTOMER, SENDER, TENANTS
from local.paths import LOCAL

RUN = LOCAL / "run"
MAIL_HOME = LOCAL / "mail"
STACK_FILE = LOCAL / "stack.json"
_PASSWORDS = LOCAL / "demo-passwords.json"
_PORTS = LOCAL / "demo-ports.json"


def ports() -> dict[str, int]:
    """The demo's ports: the usual ones, or others where somebody has those."""
    wanted = {
        "cloud": 4566,
        "imap": 1993,
        "smtp": 1587,
        "efi": 8720,
        "sefaz": 8743,
        "control": 8744,
    }
    chosen: dict[str, int] = json.loads(_PORTS.read_text()) if _PORTS.exists() else {}
    if missing := wanted.keys() - chosen.keys():
        chosen |= {name: processes.free_port(wanted[name]) for name in missing}
        _PORTS.write_text(json.dumps(chosen))
    return chosen


def passwords() -> dict[str, str]:
    """A password for each user and mailbox, made once on this machine."""
    words: dict[str, str] = json.loads(_PASSWORDS.read_text()) if _PASSWORDS.exists() else {}
    missing = set(_addresses()) - words.keys()
    if missing:
        words |= {name: f"Aa1-{secrets.token_urlsafe(12)}" for name in missing}
        _PASSWORDS.touch(0o600)
        _PASSWORDS.write_text(json.dumps(words))
    return words


def _addresses() -> list[str]:
    boxes = (address for tenant in TENANTS for address in (tenant.user, tenant.mailbox))
    return [*boxes, SENDER, CUSTOMER, CLIENT]


def cloud() -> Cloud:
    """The demo's cloud, running or not."""
    return Cloud(RUN, ports()["cloud"], "malote-local")


def ca_pem() -> str:
    """The authority that signed the mail servers' certificate."""
    return ensure_certificates(MAIL_HOME / "ca").ca.read_text()


def start() -> None:
    """Start what is not running yet. Raises DidNotStart."""
    if not cloud().is_up():
        # The cloud keeps nothing when it stops, so the mailboxes begin anew with it.
        processes.stop("mail", RUN)
        shutil.rmtree(MAIL_HOME / "mail", ignore_errors=True)
        _PORTS.unlink(missing_ok=True)
        cloud().start()
    users = MAIL_HOME / "users.json"  # which the servers follow while they run
    MAIL_HOME.mkdir(parents=True, exist_ok=True)
    users.write_text(json.dumps({address: passwords()[address] for address in _addresses()}))
    if not processes.is_running("mail", RUN):
        imap, smtp = ports()["imap"], ports()["smtp"]
        command = [
            sys.executable, "-m", "local.mailserver", "--home", str(MAIL_HOME), "--users",
            str(users), "--imap-port", str(imap), "--smtp-port", str(smtp),
        ]  # fmt: skip
        processes.start("mail", command, RUN, lambda: all(map(processes.answers, (imap, smtp))))

    if not processes.is_running("efi", RUN):
        port, account = ports()["efi"], f"{CLIENT}:{passwords()[CLIENT]}"
        command = [sys.executable, "-m", "local.efi", "--port", str(port), "--account", account]
        processes.start("efi", command, RUN, lambda: processes.answers(port))
    if not processes.is_running("sefaz", RUN):
        https, control = ports()["sefaz"], ports()["control"]
        command = [
            sys.executable, "-m", "local.sefaz", "--port", str(https), "--control-port",
            str(control), "--authority", str(authority().roots.parent),
        ]  # fmt: skip
        processes.start(
            "sefaz", command, RUN, lambda: all(map(processes.answers, (https, control)))
        )


def sefaz_url() -> str:
    """Where SEFAZ's stand-in is."""
    return f"https://localhost:{ports()['sefaz']}"


def sefaz_control() -> str:
    """Where it is told what to do."""
    return f"http://127.0.0.1:{ports()['control']}"


def efi_url() -> str:
    """Where Efí's stand-in is."""
    return f"http://127.0.0.1:{ports()['efi']}"


def stop() -> list[str]:
    """Stop everything. Returns the names of what was running."""
    names = [name for name in ("ministack", "mail", "efi", "sefaz") if processes.stop(name, RUN)]
    for stale in (STACK_FILE, _PORTS):
        stale.unlink(missing_ok=True)
    return names


def write_stack_file() -> Path:
    """What a script or a person needs to go on, in .local/stack.json."""
    here, words = cloud(), passwords()
    content = {
        "api_url": here.api_url,
        "endpoint_url": here.endpoint_url,
        "region": REGION,
        "stack_name": here.stack_name,
        "user_pool_id": here.outputs["UserPoolId"],
        "client_id": here.outputs["UserPoolClientId"],
        "users": [
            {"tenant": tenant.name, "username": tenant.user, "password": words[tenant.user]}
            for tenant in TENANTS
        ],
        "mailboxes": [
            {
                "tenant": tenant.name,
                "mailbox_id": "notas",
                "username": tenant.mailbox,
                "password": words[tenant.mailbox],
            }
            for tenant in TENANTS
        ],
        "efi_url": efi_url(),
        "sefaz_url": sefaz_url(),
        "sefaz_control": sefaz_control(),
        "mail": {
            "host": "localhost",
            "imap_port": ports()["imap"],
            "smtp_port": ports()["smtp"],
            "ca": str(MAIL_HOME / "ca" / "ca.pem"),
        },
    }
    STACK_FILE.touch(0o600)
    STACK_FILE.write_text(json.dumps(content, indent=1) + "\n")
    return STACK_FILE

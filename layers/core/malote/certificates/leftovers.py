"""Secrets of certificates that are not live any more, or never came to be."""

from malote.certificates.models import Installed
from malote.ports import CertificateLedger, PfxVault


def settle(certificate: Installed, ledger: CertificateLedger, vault: PfxVault) -> None:
    """Keep the secret of a live one, and have any other's deleted; again does no harm.

    Until the ledger says the same before and after: whoever changes it settles that afterwards, so
    that of two who delete and restore at once, the last to touch the secret knows how it ended.
    """
    found = ledger.get(certificate.tenant, certificate.certificate_id)
    while True:
        if found and found.state == "live":
            vault.recover(certificate.secret_name)
        else:
            vault.give_up(certificate.secret_name)
            if found:
                ledger.given_up(found)
        before, found = found, ledger.get(certificate.tenant, certificate.certificate_id)
        if found is None or (before and before.revision == found.revision):
            return

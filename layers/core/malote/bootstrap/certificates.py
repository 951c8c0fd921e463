"""Branches and certificates: which adapter stands behind each of their ports."""

from typing import TYPE_CHECKING

from malote.bootstrap import audit_trail, table
from malote.bootstrap.sending import once
from malote.settings import settings

if TYPE_CHECKING:
    from malote.adapters.certificate_ledger import CertificateItems
    from malote.adapters.pfx_vault import SecretPfxVault
    from malote.adapters.portfolios import PortfolioItems
    from malote.branches.changes import BranchChanges
    from malote.certificates.changes import CertificateChanges
    from malote.certificates.install import Installer
    from malote.certificates.use import Keys


def portfolios() -> "PortfolioItems":
    """The tenants' branches and certificates."""
    from malote.adapters.portfolios import PortfolioItems

    return PortfolioItems(table())


def certificate_ledger() -> "CertificateItems":
    """The life of certificates outside of portfolios, and their history."""
    from malote.adapters.certificate_ledger import CertificateItems

    return CertificateItems(table())


def pfx_vault() -> "SecretPfxVault":
    """Where PFX and passwords are kept."""
    from malote.adapters.pfx_vault import SecretPfxVault

    return SecretPfxVault(settings().stage)


def installer() -> "Installer":
    """Checks and installs certificates."""
    from malote.certificates.install import Installer

    return Installer(portfolios(), certificate_ledger(), pfx_vault(), once(), audit_trail())


def certificate_changes() -> "CertificateChanges":
    """Edits, deletes and restores certificates."""
    from malote.certificates.changes import CertificateChanges

    return CertificateChanges(portfolios(), certificate_ledger(), pfx_vault(), audit_trail())


def branch_changes() -> "BranchChanges":
    """Makes, changes and deletes branches."""
    from malote.branches.changes import BranchChanges

    return BranchChanges(portfolios(), audit_trail())


def keys() -> "Keys":
    """Private keys, for whoever uses them; each use is recorded."""
    from malote.certificates.use import Keys

    return Keys(portfolios(), pfx_vault(), audit_trail())

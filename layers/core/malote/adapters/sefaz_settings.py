"""How SEFAZ is asked for each CNPJ, in the table."""

from malote.adapters import keys
from malote.adapters.revised import in_place_of, write
from malote.adapters.table import Table
from malote.sefaz.models import SefazSettings


class SefazSettingsItems:
    """The port ``SefazSettingsStore``."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def get(self, tenant: str, tax_id: str) -> SefazSettings | None:
        """One, or None."""
        item = self._table.get(keys.sefaz_settings(tenant, tax_id))
        return SefazSettings.model_validate(item) if item else None

    def list(self, tenant: str) -> list[SefazSettings]:
        """All of a tenant's, by CNPJ or CPF."""
        key = keys.sefaz_settings(tenant)
        found = self._table.query(key["PK"], begins=key["SK"], latest=True)
        return [*map(SefazSettings.model_validate, found)]

    def save(self, settings: SefazSettings, *, instead_of: str | None) -> bool:
        """Write it; False if the ``revision`` is no longer this one (None: none)."""
        key = keys.sefaz_settings(settings.tenant, settings.tax_id)
        item = {**key, **settings.model_dump(mode="json")}
        return write(self._table, in_place_of(instead_of, item))

import pytest
from pydantic import TypeAdapter, ValidationError

from malote.fiscal import FiscalDocument, FiscalRecord, Kind, read

RECORDS: TypeAdapter[FiscalRecord] = TypeAdapter(FiscalRecord)


def test_records_survive_json_and_are_told_apart(nfe: str, cte: str, cancellation: str) -> None:
    for xml in (nfe, cte, cancellation):
        record = read(xml.encode())
        assert RECORDS.validate_json(RECORDS.dump_json(record)) == record


def test_records_are_frozen_and_their_times_aware(nfe_key: str) -> None:
    fields = {"kind": Kind.NFE, "access_key": nfe_key, "model": "55", "series": 1, "number": 2}
    document = FiscalDocument.model_validate(fields)
    with pytest.raises(ValidationError):
        document.number = 3  # type: ignore[misc]
    with pytest.raises(ValidationError, match="timezone"):
        FiscalDocument.model_validate(fields | {"issued_at": "2026-08-03T10:20:30"})


def test_nobody_named_is_nobodys_document(nfe_key: str) -> None:
    document = FiscalDocument(kind=Kind.NFE, access_key=nfe_key, model="55", series=1, number=2)
    assert document.party_tax_ids == frozenset()

from datetime import timedelta
from pathlib import Path

import pytest

from local import ca
from local.ca import ensure_certificates


def test_the_authority_fits_in_an_environment_variable(tmp_path: Path) -> None:
    files = ensure_certificates(tmp_path / "new")
    assert len(files.ca.read_bytes()) < 1024
    assert files.key.stat().st_mode & 0o077 == 0


def test_certificates_are_kept_while_they_are_valid(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = ensure_certificates(tmp_path).certificate.read_bytes()
    assert ensure_certificates(tmp_path).certificate.read_bytes() == made
    monkeypatch.setattr(ca, "_RENEWED_BEFORE", timedelta(days=1000))
    assert ensure_certificates(tmp_path).certificate.read_bytes() != made


def test_a_missing_key_makes_all_anew(tmp_path: Path) -> None:
    files = ensure_certificates(tmp_path)
    made = files.ca.read_bytes()
    files.key.unlink()
    assert ensure_certificates(tmp_path).ca.read_bytes() != made

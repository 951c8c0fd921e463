"""A user who answers with PINs, one after the other."""

from integrador.references import CertificateRef


class User:
    """``warnings`` are those shown, one for each question."""

    def __init__(self, *pins: str | None) -> None:
        self._pins = list(pins)
        self.warnings: list[str] = []

    def __call__(self, _certificate: CertificateRef, warning: str) -> str | None:
        self.warnings.append(warning)
        return self._pins.pop(0)

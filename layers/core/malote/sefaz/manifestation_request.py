"""``envEvento``: the recipient's signed events (NT 2012.002, NT 2020.001; layout 1.00)."""

from malote.clock import BRASILIA
from malote.fiscal.xml import Element
from malote.ports.sefaz import Signer
from malote.sefaz.distribution_request import ENVIRONMENT_CODES, party
from malote.sefaz.markup import NFE, maker
from malote.sefaz.operations import EVENT_TYPES, Asking, Manifest, ManifestationKind, ToManifest
from malote.sefaz.signing import sign

_NATIONAL = "91"  # cOrgao of the Ambiente Nacional
_VERSION = "1.00"
_DESCRIPTIONS = {
    ManifestationKind.CONFIRMATION: "Confirmacao da Operacao",
    ManifestationKind.AWARENESS: "Ciencia da Operacao",
    ManifestationKind.UNKNOWN_OPERATION: "Desconhecimento da Operacao",
    ManifestationKind.NOT_PERFORMED: "Operacao nao Realizada",
}

_make = maker(NFE)


def content(asking: Asking, operation: Manifest, signer: Signer) -> Element:
    """The lot; the same asking and key make the same bytes. Raises what the signer does."""
    events = (_event(asking, each, signer) for each in operation.events)
    return _make("envEvento", _make("idLote", operation.lot), *events, versao=_VERSION)


def _event(asking: Asking, of: ToManifest, signer: Signer) -> Element:
    event_type = EVENT_TYPES[of.kind]
    at = of.at.astimezone(BRASILIA).isoformat(timespec="seconds")
    own = _make(
        "infEvento",
        _make("cOrgao", _NATIONAL),
        _make("tpAmb", ENVIRONMENT_CODES[asking.environment]),
        party(_make, asking.tax_id),
        _make("chNFe", of.access_key),
        _make("dhEvento", at),
        _make("tpEvento", event_type),
        _make("nSeqEvento", str(of.sequence)),
        _make("verEvento", _VERSION),
        _details(of),
        Id=f"ID{event_type}{of.access_key}{of.sequence:02}",
    )
    event = _make("evento", own, versao=_VERSION)
    event.append(sign(own, signer))
    return event


def _details(of: ToManifest) -> Element:
    reason = [] if of.justification is None else [_make("xJust", of.justification)]
    described = _make("descEvento", _DESCRIPTIONS[of.kind])
    return _make("detEvento", described, *reason, versao=_VERSION)

"""Numbers that SEFAZ voided unissued: inutilização of NF-e (MOC 7.0) and CT-e (MOC CT-e 3.00).

CT-e 4.00 has none any more. What names a voiding is its ``Id``: see ``malote.fiscal.document_id``.
"""

import re

from malote.errors import IdentityMissing
from malote.fiscal.codes import Kind
from malote.fiscal.details import Details
from malote.fiscal.groups import ENVIRONMENTS, digest_value, tax_id_of
from malote.fiscal.layout import Layout
from malote.fiscal.models import Authorization, FiscalDocument, Party
from malote.fiscal.values import moment
from malote.fiscal.xml import ABSENT, Element, Group, local_name

# "ID", cUF, the year (in NF-e only), CNPJ, model, series, first and last number.
_ID = re.compile(
    r"ID([0-9]{2})([0-9]{2})?([0-9A-Z]{12}[0-9]{2})([0-9]{2})([0-9]{3})([0-9]{9})([0-9]{9})",
    re.ASCII | re.IGNORECASE,
)


def _groups(root: Element) -> tuple[Group, Group, str]:
    """What was asked, what SEFAZ answered, and the layout's name for a number: "NF" or "CT"."""
    whole = Group(root)
    for request, number in (("inutNFe", "NF"), ("inutCTe", "CT")):
        if local_name(root) == request:
            return whole, ABSENT, number
        if asked := whole.group(request):
            answer = whole.group(f"retI{request[1:]}")
            return asked, answer.group("infInut"), number
    return ABSENT, ABSENT, ""


def _read(root: Element) -> FiscalDocument:
    asked, answer, number = _groups(root)
    own = asked.group("infInut")
    name = _name(own, answer, number)
    _, _, issuer, model, series, first, last = name.groups()
    received = moment(answer.text("dhRecbto"))
    return FiscalDocument(
        kind=Kind.NUMBER_VOIDING,
        access_key=name[0],
        model=model,
        series=int(series),
        number=int(first),
        last_number=int(last),
        issued_at=received,
        environment=ENVIRONMENTS.get(own.text("tpAmb") or answer.text("tpAmb") or ""),
        issuer=Party(tax_id=tax_id_of(own) or issuer),
        authorization=Authorization(
            protocol=answer.text("nProt"), status_code=answer.text("cStat"), received_at=received
        )
        if answer
        else None,
        digest_value=digest_value(asked),
    )


def _name(own: Group, answer: Group, number: str) -> re.Match[str]:
    """The Id, or the same out of the tags of the request, else of SEFAZ's answer.

    Raises IdentityMissing when neither is whole.
    """
    written = "".join((own.attribute("Id") or "").split()).upper()
    for text in (written, _composed(own, number), _composed(answer, number)):
        if own and (match := _ID.fullmatch(text)):
            return match
    raise IdentityMissing("nem o Id nem as tags de infInut dizem os números")


def _composed(group: Group, number: str) -> str:
    parts = (
        group.text("cUF"),
        group.text("ano") if number == "NF" else "",
        tax_id_of(group),
        group.text("mod"),
        _padded(group.text("serie"), 3),
        _padded(group.text(f"n{number}Ini"), 9),
        _padded(group.text(f"n{number}Fin"), 9),
    )
    return "ID" + "".join(part or "" for part in parts) if None not in parts else ""


def _padded(text: str | None, width: int) -> str | None:
    return text and text.zfill(width)


def _details(root: Element) -> Details:
    asked, _, _ = _groups(root)
    return Details(additional_information=asked.group("infInut").text("xJust"))


_NFE = "{http://www.portalfiscal.inf.br/nfe}"
_CTE = "{http://www.portalfiscal.inf.br/cte}"
_SCHEMAS = "nfe/schemas/v4_0"
_ANSWERED = Layout(_read, ("inutNFe", "infInut"), f"{_SCHEMAS}/procInutNFe_v4.00.xsd", _details)
ROOTS = {
    f"{_NFE}ProcInutNFe": _ANSWERED,
    f"{_NFE}procInutNFe": _ANSWERED._replace(schema=""),  # the schema has it with a capital only
    f"{_NFE}inutNFe": Layout(_read, ("infInut",), f"{_SCHEMAS}/inutNFe_v4.00.xsd", _details),
    f"{_CTE}procInutCTe": Layout(_read, ("inutCTe", "infInut"), details=_details),
    f"{_CTE}inutCTe": Layout(_read, ("infInut",), details=_details),
}

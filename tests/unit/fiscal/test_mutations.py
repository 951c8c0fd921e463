"""The samples, mutated: the identity is found or the error is typed, and nothing else is lost."""

from codecs import BOM_UTF8
from collections.abc import Callable
from random import Random

import pytest
from lxml import etree

from malote.errors import FiscalError
from malote.fiscal import FiscalRecord, read
from malote.fiscal.document_id import issuer_tax_id
from tests.unit.fiscal.facts import Facts, changes, facts, stood, texts_in
from tests.unit.fiscal.nfelib_samples import SAMPLES, each

# Tags whose code decides of values written elsewhere, or is put in words.
_DECIDES = {
    "toma": ".taker",
    "cUnid": ".details.transport",
    "tpComp": ".description",
    "uMed": ".unit",
}
# Put together out of several tags: a part more or less changes the whole.
_COMPOSED = (".text", ".additional_information", ".withheld_amount", ".discount_amount")


def _readable(xml: bytes) -> bool:
    try:
        read(xml)
    except FiscalError:
        return False
    return True


# The largest ones repeat the tags of the others many times over.
READABLE = [name for name, xml in SAMPLES.items() if len(xml) < 16_000 and _readable(xml)]


@each(READABLE)
def test_each_element_dropped(name: str) -> None:
    before = read(SAMPLES[name])
    root = etree.fromstring(SAMPLES[name], etree.XMLParser(remove_comments=True))
    wrong: list[object] = []
    elements = [element for element in root.iterdescendants() if not _signature(element)]
    for element in elements:
        parent = element.getparent()
        assert parent is not None
        place, texts = parent.index(element), texts_in(element)
        parent.remove(element)
        try:
            wrong += unexplained(before, read(etree.tostring(root)), element, texts)
        except FiscalError as error:
            # A group may take the document with it; a tag alone, only a key that is nowhere else.
            elsewhere = not len(element) and stood(before.access_key, texts_in(root))
            if elsewhere or not stood(before.access_key, texts):
                wrong.append((element.tag, error))
        parent.insert(place, element)
    assert not wrong
    assert len(elements) > 5


def unexplained(
    before: FiscalRecord, after: FiscalRecord, dropped: etree._Element, texts: set[str]
) -> list[object]:
    """The changes that what was dropped does not account for."""
    lost, gained = changes(before, after)
    names = {etree.QName(inner).localname for inner in dropped.iter()}
    decided = tuple(_DECIDES[name] for name in names & _DECIDES.keys())
    gone = _items_gone(lost, after, texts)
    return [
        (etree.QName(dropped).localname, path, value)
        for path in lost.keys() | gained.keys()
        for value in lost.get(path) or {f"new: {gained[path]}"}
        if not stood(value, texts)
        and not any(decision in path for decision in decided)
        and not path.endswith(_COMPOSED)
        and not path.startswith(gone)
    ]


def _items_gone(lost: Facts, after: FiscalRecord, texts: set[str]) -> tuple[str, ...]:
    """Items that stood in what was dropped; what they repeat of the header may be elsewhere."""
    left = {path.split(".")[2] for path in facts(after) if path.startswith(".items.")}
    return tuple(
        f".items.{position}."
        for path, values in lost.items()
        if path.startswith(".items.") and (position := path.split(".")[2]) not in left
        if any(stood(value, texts) for value in values)
    )


def _signature(element: etree._Element) -> bool:
    return "xmldsig" in element.tag


def _rebuilt(xml: bytes, change: Callable[[etree._Element], None]) -> bytes:
    root = etree.fromstring(xml)
    change(root)
    return etree.tostring(root)


def _shuffle(root: etree._Element) -> None:
    """Each group's children in another order; those of one name stay in theirs."""
    for group in list(root.iter()):
        if "xmldsig" not in str(group.tag):
            order = Random(7)
            places = {child.tag: order.random() for child in group}
            group[:] = sorted(group, key=lambda child: places[child.tag])


def _later_tags(root: etree._Element) -> None:
    """What a later layout may add to every group: a value, and a group of values."""
    for group in list(root.iter()):
        if len(group) and "xmldsig" not in str(group.tag):
            space = group.tag.rpartition("}")[0] + "}"
            etree.SubElement(group, f"{space}vNovo").text = "1.00"
            etree.SubElement(etree.SubElement(group, "{urn:later}gNovo"), "vNovo").text = "2.00"


@each(READABLE)
@pytest.mark.parametrize("change", [_shuffle, _later_tags])
def test_order_and_later_tags_change_nothing(
    name: str, change: Callable[[etree._Element], None]
) -> None:
    assert read(_rebuilt(SAMPLES[name], change)) == read(SAMPLES[name])


_IBS_CBS = (
    "<IBSCBS><CST>000</CST><cClassTrib>000001</cClassTrib><gIBSCBS><vBC>77.01</vBC>"
    "<gIBSUF><pIBSUF>77.02</pIBSUF><vIBSUF>77.03</vIBSUF></gIBSUF><gIBSMun><vIBSMun>77.04</vIBSMun>"
    "</gIBSMun><vIBS>77.05</vIBS><gCBS><pCBS>77.06</pCBS><vCBS>77.07</vCBS></gCBS></gIBSCBS></IBSCBS>"
)
_TAXED = [name for name in READABLE if b"<imposto" in SAMPLES[name] or b"<imp>" in SAMPLES[name]]


def _reformed(root: etree._Element) -> None:
    for taxes in list(root.iter("{*}imposto", "{*}imp")):
        for old in taxes.findall("{*}IBSCBS"):
            taxes.remove(old)
        space = str(taxes.tag).rpartition("}")[0].lstrip("{")
        taxes.append(etree.fromstring(_IBS_CBS.replace("<IBSCBS>", f'<IBSCBS xmlns="{space}">')))


@each(_TAXED)
def test_ibs_and_cbs_come_and_nothing_goes(name: str) -> None:
    without = SAMPLES[name].replace(b"IBSCBS>", b"Else>")
    lost, gained = changes(read(without), read(_rebuilt(without, _reformed)))
    assert not lost
    assert {value for values in gained.values() for value in values} >= {
        "77.01", "77.02", "77.03", "77.04", "77.06", "77.07",
    }  # fmt: skip
    assert all(".taxes." in path or ".totals." in path for path in gained)


def _prefixed(element: etree._Element) -> etree._Element:
    """The same under a prefix for each namespace, as some issuers' tools write it."""
    spaces = {str(each.tag).partition("}")[0].lstrip("{") for each in element.iter()}
    names = {f"p{number}": space for number, space in enumerate(sorted(spaces)) if space}

    def copy(old: etree._Element, new: etree._Element) -> etree._Element:
        new.text = old.text
        for name, value in old.attrib.items():
            new.set(name, value)
        for child in old:
            copy(child, etree.SubElement(new, child.tag))
        return new

    return copy(element, etree.Element(element.tag, nsmap=names))


def _envelope(root: etree._Element) -> bytes:
    soap = "http://www.w3.org/2003/05/soap-envelope"
    envelope = etree.Element(f"{{{soap}}}Envelope", nsmap={"env": soap})
    body = etree.SubElement(envelope, f"{{{soap}}}Body")
    etree.SubElement(body, "{urn:a-service}Result").append(root)
    return etree.tostring(envelope)


def _declared(root: etree._Element, encoding: str) -> bytes:
    written = etree.tostring(root, encoding=encoding, xml_declaration=True)
    assert isinstance(written, bytes)
    return written


_WRITTEN: dict[str, Callable[[etree._Element], bytes]] = {
    "with a BOM": lambda root: BOM_UTF8 + _declared(root, "utf-8"),
    "without declaration": lambda root: etree.tostring(root, encoding="unicode").encode(),
    "in ISO-8859-1": lambda root: _declared(root, "iso-8859-1"),
    "in UTF-16": lambda root: _declared(root, "utf-16"),
    "indented": lambda root: etree.tostring(root, pretty_print=True),
    "with a prefix": lambda root: etree.tostring(_prefixed(root)),
    "in an envelope": _envelope,
}


@each(READABLE)
@pytest.mark.parametrize("written", _WRITTEN)
def test_however_it_is_written(name: str, written: str) -> None:
    root = etree.fromstring(SAMPLES[name], etree.XMLParser(remove_comments=True))
    assert read(_WRITTEN[written](root)) == read(SAMPLES[name])


def _cnpj_of(name: str) -> str:
    """The issuer's CNPJ, unless it is one digit all along and so part of any number."""
    found = issuer_tax_id(read(SAMPLES[name]).access_key) or ""
    return found if len(found) == 14 and len(set(found)) > 2 else ""


@each(list(filter(_cnpj_of, READABLE)))
def test_letters_in_the_cnpj_and_in_the_key(name: str) -> None:
    digits = _cnpj_of(name)
    letters = f"{digits[:2]}ABC{digits[5:8]}Z{digits[9:]}"
    after = read(SAMPLES[name].replace(digits.encode(), letters.encode()))
    before = read(SAMPLES[name]).model_dump_json()
    assert after.model_dump_json() == before.replace(digits, letters)
    assert letters in after.access_key

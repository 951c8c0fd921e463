from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from malote.errors import DoctypeRefused, DocumentTooLarge, EmptyDocument, FiscalError, MalformedXml
from malote.fiscal.xml import MAX_BYTES, MOST_MARKS, MOST_REPEATS, Group, parse

BOM = b"\xef\xbb\xbf"
DECLARED = '<?xml version="1.0" encoding="{}"?>'
BOMB = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(10)
)


def doctypes() -> Iterator[tuple[str, bytes]]:
    entity = '<!DOCTYPE a [<!ENTITY e "boo">]><a Id="&e;">x&e;y</a>'
    yield "bare", b"<!DOCTYPE a><a/>"
    yield "entity", entity.encode()
    yield "file", b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'
    yield "network", b'<!DOCTYPE a SYSTEM "http://192.0.2.1/x.dtd"><a/>'
    yield "bomb in text", f"{BOMB}]><a>&k;</a>".encode()
    yield "bomb in an attribute", f'{BOMB}]><a b="&k;"/>'.encode()
    for encoding in ("utf-16", "utf-32"):
        yield encoding, (DECLARED.format(encoding) + entity).encode(encoding)
    seven = entity.replace("<!", "+ADwAIQ-")
    yield "utf-7", (DECLARED.format("UTF-7") + seven).encode()
    yield "after blanks", b" \n" + entity.encode()
    yield "in latin-1", b"<!DOCTYPE a><a>\xe7</a>"


@pytest.mark.parametrize(("_name", "xml"), [pytest.param(*one, id=one[0]) for one in doctypes()])
def test_a_doctype_is_refused_in_any_encoding(_name: str, xml: bytes) -> None:
    with pytest.raises(DoctypeRefused):
        parse(xml)


def test_a_parameter_entity_does_not_read_files(tmp_path: Path) -> None:
    secret = tmp_path / "secret.dtd"
    secret.write_text('<!ENTITY leaked "secret">')
    xml = f'<!DOCTYPE a [<!ENTITY % p SYSTEM "{secret.as_uri()}"> %p;]><a>&leaked;</a>'
    with pytest.raises(FiscalError) as caught:
        parse(xml.encode())
    assert "secret" not in str(caught.value)


def test_an_undeclared_entity_is_malformed() -> None:
    with pytest.raises(MalformedXml):
        parse(b"<a>x&e;</a>")


@pytest.mark.parametrize("xml", [b"", b" \r\n\t", BOM, BOM + b"\n", b"\xff\xfe", b"\0" * 512])
def test_nothing_is_an_empty_document(xml: bytes) -> None:
    with pytest.raises(EmptyDocument):
        parse(xml)


def test_bytes_are_capped_before_parsing() -> None:
    frame = len("<a></a>")
    assert parse(b"<a>" + b" " * (MAX_BYTES - frame) + b"</a>").tag == "a"
    with pytest.raises(DocumentTooLarge):
        parse(b"<a>" + b" " * (MAX_BYTES - frame + 1) + b"</a>")


@pytest.mark.parametrize("mark", [b"<b/>", b'<b c="" d=""/>'])
def test_tags_and_attributes_are_capped_before_parsing(mark: bytes) -> None:
    most = (MOST_MARKS - 1) // (mark.count(b"<") + mark.count(b"="))
    assert len(parse(b"<a>" + mark * most + b"</a>")) == most
    with pytest.raises(DocumentTooLarge):
        parse(b"<a>" + mark * (most + 1) + b"</a>")


@pytest.mark.parametrize(
    "xml", [b"<a>" * 300 + b"</a>" * 300, b"<" + b"x" * 60_000 + b"/>"], ids=["depth", "name"]
)
def test_libxml2s_own_limits_are_too_large(xml: bytes) -> None:
    with pytest.raises(DocumentTooLarge):
        parse(xml)


@pytest.mark.parametrize(
    "xml",
    [b"<a>x", b"<a><b></a>", b"<a/><a/>", b"not xml", b"PK\x03\x04<zip>", b"%PDF-1.7", b"<a",
     b'<a b="1" b="2"/>', b"<n:a/>", b"\x00<", b"<a>\x01</a>", b"<!-- <a/> -->"],
)  # fmt: skip
def test_broken_is_malformed(xml: bytes) -> None:
    with pytest.raises(MalformedXml) as caught:
        parse(xml)
    assert len(caught.value.detail) <= 200


@pytest.mark.parametrize(
    "xml",
    [
        "<a>ação</a>".encode(),
        BOM + "<a>ação</a>".encode(),
        BOM + BOM + "<a>ação</a>".encode(),
        f"\r\n {DECLARED.format('utf-8')}<a>ação</a>".encode(),
        BOM + f"\n{DECLARED.format('utf-8')}<a>ação</a>".encode(),
        BOM + f"{DECLARED.format('iso-8859-1')}<a>ação</a>".encode(),
        f"{DECLARED.format('utf-16')}<a>ação</a>".encode("utf-16"),
        f"{DECLARED.format('utf-16')}<a>ação</a>".encode(),  # as .NET's StringWriter writes it
        f"{DECLARED.format('ISO-8859-1')}<a>ação</a>".encode("latin-1"),
        f"{DECLARED.format('UTF-8')}<a>ação</a>".encode("latin-1"),
        "<a>ação</a>".encode("latin-1"),
        f"{DECLARED.format('windows-1252')}<a>ação</a>".encode("cp1252"),
        "<a>ação</a>\0\0".encode(),
        "<a>ação</a>\r\n\x1a".encode(),
        "Segue o XML:\r\n<a>ação</a>\r\nAtt.".encode(),
    ],
)
def test_what_mailboxes_really_hold_is_read(xml: bytes) -> None:
    assert parse(xml).text == "ação"


@pytest.mark.parametrize(
    "inner",
    [
        "12345678000195",
        "12345678<!---->000195",
        "12345678<?pi x?>000195",
        "12345678<![CDATA[000195]]>",
        "<!-- 1 -->12345678000195",
        "1234567&#56;000195",
    ],
)
def test_a_value_is_read_whole(inner: str) -> None:
    root = parse(f"<emit><CNPJ>{inner}</CNPJ></emit>".encode())
    assert Group(root).text("CNPJ") == "12345678000195"


def test_half_a_value_is_no_value() -> None:
    assert Group(parse(b"<emit><CNPJ>12345678<b/>000195</CNPJ></emit>")).text("CNPJ") is None


def test_group_reads_by_local_name_whatever_the_namespaces() -> None:
    group = Group(parse(b'<a xmlns="u" xmlns:p="v"><p:b>1</p:b><c xmlns="">2</c><d>3</d></a>'))
    assert [group.text(name) for name in "bcde"] == ["1", "2", "3", None]


def test_group_text_is_collapsed_and_capped() -> None:
    group = Group(parse(b"<a><b> x\n  y </b><c>" + b"z" * 900 + b"</c><d> </d><e/></a>"))
    assert group.text("b") == "x y"
    assert group.text("c") == "z" * 500
    assert group.text("c", 3) == "zzz"
    assert group.text("d") is None
    assert group.text("e") is None


def test_a_tag_said_twice_reads_as_absent_but_among_groups() -> None:
    group = Group(parse(b"<a><b><x>1</x></b><c>2</c><b><x>3</x></b></a>"))
    assert group.text("c") == "2"
    assert not group.group("b")
    assert [one.text("x") for one in group.groups("b")] == ["1", "3"]
    assert [bool(one) for one in group.groups("c")] == [True]
    assert not list(group.groups("absent"))
    assert not list(group.group("absent").groups("b"))


@pytest.mark.parametrize("path", ["groups", "texts"])
def test_what_repeats_is_counted_within_all_groups(path: str) -> None:
    def walk(parents: int, children: int) -> int:
        parent = b"<d><b>" + b"<c>1</c>" * children + b"</b></d>"
        group = Group(parse(b"<a>" + parent * parents + b"</a>"))
        inner = (each.group("b") for each in group.groups("d"))
        return sum(len(list(getattr(each, path)("c"))) for each in inner)

    assert walk(100, MOST_REPEATS // 100 - 1) == MOST_REPEATS - 100
    with pytest.raises(DocumentTooLarge):
        walk(101, MOST_REPEATS // 100 - 1)


def test_only_keeps_the_same_rules() -> None:
    xml = b'<a><t xmlns:p="u"><p:x>1</p:x><y>2</y><z>3</z><z>4</z></t></a>'
    totals = Group(parse(xml)).group("t", "x", "z")
    assert totals.text("x") == "1"
    assert totals.text("y") is None
    assert totals.text("z") is None


def test_absent_groups_read_as_absent_all_the_way() -> None:
    group = Group(parse(b"<a/>")).group("b").group("c")
    assert not group
    assert group.text("d") is None
    assert group.attribute("Id") is None
    assert not group.choice()


def test_choice_is_the_only_child() -> None:
    assert Group(parse(b"<a><b><x>1</x></b></a>")).choice().text("x") == "1"
    assert not Group(parse(b"<a><b/><c/></a>")).choice()
    assert not Group(parse(b"<a><b/><b/></a>")).choice()


def test_a_choice_may_have_other_company() -> None:
    taxes = Group(parse(b"<ICMS><ICMS00><CST>00</CST></ICMS00><vLater>1</vLater></ICMS>"))
    assert taxes.choice("ICMS").text("CST") == "00"
    assert not taxes.choice("PIS")


def test_texts_of_what_repeats() -> None:
    group = Group(parse(b"<a><k> 1 </k><k/><k>2<x/></k><k>3</k><l>4</l></a>"))
    assert list(group.texts("k")) == ["1", "3"]
    assert list(group.texts("none")) == list(Group(None).texts("k")) == []
    assert list(group.names()) == ["l"]


def test_the_text_of_the_one_descendant() -> None:
    group = Group(parse(b"<a><b><c><UF>SP</UF></c></b><d><UF>1</UF><x><UF>2</UF></x></d></a>"))
    assert group.text_within("b", "UF") == "SP"
    assert group.text_within("d", "UF") is group.text_within("e", "UF") is None


def test_attributes_are_asked_by_name_even_among_many() -> None:
    many = " ".join(f'a{i}=""' for i in range(80_000))
    assert Group(parse(f'<a {many} id="x"/>'.encode())).attribute("Id") == "x"


def test_threads_share_the_parser() -> None:
    with ThreadPoolExecutor(8) as pool:
        read = pool.map(lambda i: parse(f"<a>{i}</a>".encode()).text, range(500))
        assert list(read) == [str(i) for i in range(500)]

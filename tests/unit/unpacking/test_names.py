import pytest
from hypothesis import given
from hypothesis import strategies as st

from malote.unpacking.names import attachment_name, decode_words, display_path


@pytest.mark.parametrize(
    ("parameters", "name"),
    [
        ([("NAME", "nota.xml")], "nota.xml"),
        ([("filename", "a.xml"), ("name", "b.xml")], "a.xml"),
        ([("filename*", "utf-8''nota%C3%A7.xml")], "notaç.xml"),
        ([("filename*0*", "utf-8''no%C3%A3o"), ("filename*1", "-1.xml")], "noão-1.xml"),
        ([("name", "=?utf-8?B?bm90YcOnLnhtbA==?=")], "notaç.xml"),
        ([("name", "=?x-none?Q?a?=")], "=?x-none?Q?a?="),
        ([("filename*", "x-none''%FF.xml")], "%FF.xml"),
        ([("filename*" + "9" * 5000, "x")], ""),
        ([("charset", "utf-8")], ""),
        ([], ""),
    ],
)
def test_attachment_name(parameters: list[tuple[str, str]], name: str) -> None:
    assert attachment_name(parameters) in (name, "\xff.xml" if name == "%FF.xml" else name)


@given(st.lists(st.tuples(st.text(), st.text())))
def test_no_parameter_raises(parameters: list[tuple[str, str]]) -> None:
    attachment_name([("filename" + key, value) for key, value in parameters])


@given(st.text())
def test_no_encoded_word_raises(text: str) -> None:
    decode_words("=?" + text + "?=")


def test_a_path_is_for_people_only() -> None:
    path = display_path("a\r\nX-Evil: 1.zip", "../../etc/passwd\x00.xml", "\u202egnp.xml")
    assert path == "a��X-Evil: 1.zip/../../etc/passwd�.xml/�gnp.xml"


@given(st.lists(st.text()))
def test_a_path_is_printable_and_short(names: list[str]) -> None:
    path = display_path(*names)
    assert path.isprintable()
    assert len(path) <= 400


def test_long_names_keep_their_end() -> None:
    assert display_path("x" * 500 + ".xml").endswith("x.xml")
    assert len(display_path(*["y" * 500] * 9)) == 400

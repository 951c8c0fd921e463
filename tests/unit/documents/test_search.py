"""Names as they are searched."""

import pytest

from malote.documents.search import folded


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("  AÇÚCAR  União\tLTDA. ", "acucar uniao ltda."),
        ("Acu\u0301car", "acucar"),  # decomposed, as some systems write it
        ("ﬁos & STRAẞE", "fios & strasse"),
        ("12 PÃES", "12 paes"),
        (" ´ ", ""),
        ("", ""),
    ],
)
def test_accents_case_and_blanks_do_not_matter(text: str, found: str) -> None:
    assert folded(text) == found
    assert folded(found) == found

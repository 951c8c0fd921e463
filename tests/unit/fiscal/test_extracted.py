from tests.unit.fiscal.extracted import FILE, text


def test_the_committed_table_is_current() -> None:
    written = FILE.read_text("utf-8").splitlines()
    assert written == text().splitlines(), "python -m tests.unit.fiscal.extracted writes it anew"

"""What Efí answered is not what was asked for."""

import pytest

from malote.billing.charges import Method, Status
from malote.billing.issued import with_issued
from malote.billing.remote import Issued
from tests.fakes.billing import charge


@pytest.mark.parametrize(
    ("method", "issued", "flags"),
    [
        ("bolix", Issued(1, Status.WAITING, barcode="1", pix_copy_paste="0002"), ()),
        ("bolix", Issued(1, Status.WAITING, barcode="1"), ("no_pix",)),
        ("bolix", Issued(1, Status.WAITING), ()),  # Efí did not say yet
        ("boleto", Issued(1, Status.WAITING, barcode="1"), ()),
    ],
)
def test_a_bolix_without_a_pix(method: Method, issued: Issued, flags: tuple[str, ...]) -> None:
    once = with_issued(charge(method=method), issued)
    assert with_issued(once, issued).flags == once.flags == flags

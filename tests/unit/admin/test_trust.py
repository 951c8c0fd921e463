"""What ``malote-admin trust show`` says of a bundle."""

from malote.admin.trust import label
from malote.certificates.trust import TrustStore
from tests.signing import authority, certificate


def test_each_certificate_is_told_by_what_it_is_for() -> None:
    root = authority("AC Raiz")
    between = authority("AC Intermediária", root)
    city = certificate("12ABC34501DE35", between)
    store = TrustStore.from_pem(root.pem + between.pem + city.pem)
    told = [label(each, store) for each in store.certificates]
    assert told == ["raiz", "intermediária", "autoridade"]

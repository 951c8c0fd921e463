"""Settings of SEFAZ: checked, told, saved, and begun at once."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from malote.audit import Action
from malote.branches.models import Module
from malote.certificates.models import Binding
from malote.environment import Environment
from malote.errors import (
    BranchOfAnotherCompany,
    CertificateExpired,
    ChangedMeanwhile,
    MaloteError,
    NotFound,
    SefazNotConfigured,
)
from malote.sefaz.models import FeedId, SefazSettings, Service
from malote.sefaz.queued import FeedTurn
from malote.sefaz.requests import SefazSettingsEdit
from malote.sefaz.settings_changes import SettingsChanges
from malote.sefaz.settings_views import SefazSettingsPage, SefazSettingsView
from tests.fakes.sefaz import MemoryFeeds, MemorySefazQueue, MemorySefazSettings
from tests.fakes.sefaz_made import TAX_ID, nsu
from tests.fakes.stores import NOON
from tests.fakes.trail import entry
from tests.signing import authority, certificate
from tests.unit.certificates.safe import Safe
from tests.unit.sefaz.manifesting_world import OTHER, branch

A1 = {
    "certificate_type": "A1", "environment": "production", "automatic": True,
    "acknowledges": True, "revision": "",
}  # fmt: skip
LONG_AGO = (datetime(2020, 1, 1, tzinfo=UTC), datetime(2021, 1, 1, tzinfo=UTC))
BOUND = Binding(branch=TAX_ID, module=Module.SEFAZ)


@dataclass
class Office:
    safe: Safe = field(default_factory=Safe)
    settings: MemorySefazSettings = field(default_factory=MemorySefazSettings)
    feeds: MemoryFeeds = field(default_factory=MemoryFeeds)
    queue: MemorySefazQueue = field(default_factory=MemorySefazQueue)

    def __post_init__(self) -> None:
        self.safe.portfolios.licensed["acme"] = frozenset({Module.SEFAZ, Module.CTE_RECEIPT})
        self.safe.portfolios.branches["acme", TAX_ID] = branch(cte=True)

    def change(self, tax_id: str = TAX_ID, **asked: Any) -> SefazSettings:
        stores = self.settings, self.safe.portfolios, self.feeds, self.queue, self.safe.trail
        told = entry(Action.SEFAZ_SETTINGS_CHANGED, tax_id)
        return SettingsChanges(*stores).change(SefazSettingsEdit.model_validate(A1 | asked), told)

    def shown(self, *enrolled: str) -> SefazSettingsView:
        portfolio = self.safe.portfolios.get("acme")
        (found,) = SefazSettingsPage.of(self.settings.list("acme"), portfolio, enrolled, NOON).items
        return found


def feed_id(service: Service, environment: Environment = Environment.PRODUCTION) -> FeedId:
    return FeedId("acme", TAX_ID, service, environment)


@pytest.mark.parametrize("environment", Environment)
def test_a_cnpj_that_comes_to_be_automatic_begins_at_once(environment: Environment) -> None:
    office = Office()
    saved = office.change(environment=environment)
    assert office.settings.kept == {("acme", TAX_ID): saved}
    ids = [feed_id(each, environment) for each in Service]
    assert {of: (one.due_at, one.position) for of, one in office.feeds.kept.items()} == {
        ids[0]: (NOON, nsu(0)), ids[1]: (NOON, nsu(7)),
    }  # fmt: skip
    assert office.queue.sent == [(FeedTurn.of(each), 0) for each in ids]
    (told,) = office.safe.trail.kept
    assert (told.target, told.details["automatic"]) == (TAX_ID, "True")


def test_one_that_is_not_begins_nothing() -> None:
    office = Office()
    office.change(automatic=False)
    assert not office.feeds.kept
    assert len(office.queue.sent) == 2  # those that run come to rest


def test_nobody_is_overruled() -> None:
    office = Office()
    first = office.change()
    for revision in ("", "another"):
        with pytest.raises(ChangedMeanwhile):
            office.change(automatic=False, revision=revision)
    second = office.change(automatic=False, revision=first.revision)
    assert second.revision not in {"", first.revision}
    save = office.settings.save

    def rival(settings: SefazSettings, *, instead_of: str | None) -> bool:
        save(first.model_copy(update={"revision": "theirs"}), instead_of=instead_of)
        return save(settings, instead_of=instead_of)

    office.settings.save = rival  # type: ignore[method-assign]
    with pytest.raises(ChangedMeanwhile):
        office.change(revision=second.revision)
    assert office.settings.kept["acme", TAX_ID].revision == "theirs"


def test_who_dies_while_saving_leaves_no_cnpj_that_never_begins() -> None:
    office = Office()

    def die(*_: Any, **__: Any) -> int:
        raise ConnectionError

    office.queue.send = die  # type: ignore[method-assign]
    with pytest.raises(ConnectionError):
        office.change()
    assert list(office.feeds.due(NOON)) == [feed_id(each) for each in Service]


def test_a_named_certificate_is_the_company_s_and_lives() -> None:
    office = Office()
    issuer = authority()
    good = office.safe.put(certificate(OTHER, issuer))
    strange = office.safe.put(certificate("45723174000110", issuer))
    old = office.safe.put(certificate(TAX_ID, issuer, valid=LONG_AGO))
    bad: list[tuple[str, type[MaloteError]]] = [
        (strange.certificate_id, BranchOfAnotherCompany),
        (old.certificate_id, CertificateExpired),
        ("0" * 32, NotFound),
    ]
    for certificate_id, error in bad:
        with pytest.raises(error):
            office.change(certificate_id=certificate_id)
    assert (office.settings.kept, office.safe.trail.kept, office.queue.sent) == ({}, [], [])
    assert office.change(certificate_id=good.certificate_id).certificate_id == good.certificate_id


@pytest.mark.parametrize(
    ("tax_id", "error"), [("45723174000110", NotFound), (OTHER, SefazNotConfigured)]
)
def test_a_branch_without_the_modules_has_no_settings(
    tax_id: str, error: type[MaloteError]
) -> None:
    office = Office()
    with pytest.raises(error):
        office.change(tax_id)
    assert not office.settings.kept


def test_what_keeps_sefaz_from_being_asked_is_told() -> None:
    office = Office()
    before = office.shown()
    assert (before.revision, before.automatic, before.tax_id) == ("", False, TAX_ID)
    assert [each.certificate for each in before.services] == [None, None]
    assert [each[:30] for each in before.problems] == ["Nenhum certificado atende este"]
    put = office.safe.put(certificate(TAX_ID, authority()), BOUND)
    bound = office.shown().services[0].certificate
    assert bound is not None
    assert (bound.id, bound.chosen, bound.expires_at) == (
        put.certificate_id, "bound", put.facts.expires_at,
    )  # fmt: skip
    assert len(office.shown().problems) == 1  # CT-e has none
    office.change(certificate_id=put.certificate_id)
    named = office.shown()
    assert {each.certificate and each.certificate.chosen for each in named.services} == {"named"}
    assert named.problems == []
    late = put.facts.model_copy(update={"expires_at": NOON - timedelta(days=1)})
    office.safe.portfolios.write(put.model_copy(update={"facts": late}))
    assert office.shown().problems == ["O certificado expirou: instale o novo."]
    office.safe.portfolios.write(put.model_copy(update={"state": "deleted"}))
    assert office.shown().problems == ["O certificado escolhido não existe mais: escolha outro."]
    office.change(certificate_type="A3", revision=office.shown().revision)
    assert "Integrador" in office.shown(OTHER).problems[0]
    assert office.shown(TAX_ID).problems == []
    assert [each.certificate for each in office.shown().services] == [None, None]
    office.safe.portfolios.licensed["acme"] = frozenset()
    view = SefazSettingsView.of(
        office.settings.kept["acme", TAX_ID], office.safe.portfolios.get("acme"), [], NOON
    )
    assert view.problems == ["A empresa ou a filial não usa o módulo deste serviço."]

"""A PIN is asked for once, and a wrong one is never tried again: three lock a card."""

import pytest

from integrador.errors import KeyUnusable, PinNeeded, PinWrong, TokenLocked, TokenMissing
from integrador.keys import Keyring
from integrador.references import CertificateRef
from tests.cards.asked import User
from tests.cards.driver import Driver
from tests.softhsm import SoftToken


def test_right_pin_is_asked_for_once(ref: CertificateRef, driver: Driver, token: SoftToken) -> None:
    user = User(token.pin)
    keyring = Keyring(user)
    for _ in range(3):
        keyring.key(ref).sign(b"data")
    keyring.close()
    assert user.warnings == [""]
    assert driver.noted("login") == ["login"]


def test_wrong_pin_is_tried_once(ref: CertificateRef, driver: Driver, token: SoftToken) -> None:
    user = User("0000", "0000", token.pin)
    keyring = Keyring(user)
    for _ in range(3):
        with pytest.raises(PinWrong):
            keyring.key(ref)
    assert len(user.warnings) == 1
    keyring.ask_again(ref)
    with pytest.raises(PinWrong):  # the same again: the card never sees it
        keyring.key(ref)
    assert driver.noted("login") == ["login wrong"]
    keyring.ask_again(ref)
    keyring.key(ref).sign(b"data")
    assert [bool(each) for each in user.warnings] == [False, True, True]
    assert driver.noted("login") == ["login wrong", "login"]
    keyring.close()


def test_wrong_pin_of_a_driver_that_blames_the_card_is_tried_once(
    ref: CertificateRef, driver: Driver, token: SoftToken
) -> None:
    driver.do("vague")
    user = User("0000", token.pin)
    keyring = Keyring(user)
    for _ in range(3):
        with pytest.raises(PinWrong):
            keyring.key(ref)
    assert driver.noted("login") == ["login wrong"]
    keyring.ask_again(ref)
    keyring.key(ref)
    keyring.close()
    assert driver.noted("login") == ["login wrong", "login"]


def test_no_pin_is_no_login(ref: CertificateRef, driver: Driver) -> None:
    user = User(None)
    keyring = Keyring(user)
    for _ in range(2):
        with pytest.raises(PinNeeded):
            keyring.key(ref)
    assert len(user.warnings) == 1
    assert not driver.noted("login")


def test_last_try_is_told(ref: CertificateRef, driver: Driver, token: SoftToken) -> None:
    driver.be_wrong(2)
    user = User(token.pin)
    Keyring(user).key(ref).close()
    assert "ÚLTIMA TENTATIVA" in user.warnings[0]


def test_kept_pin_is_not_the_last_try(
    ref: CertificateRef, driver: Driver, token: SoftToken
) -> None:
    user = User(token.pin, None)
    keyring = Keyring(user)
    keyring.key(ref).close()
    driver.be_wrong(2)
    with pytest.raises(PinNeeded):
        keyring.key(ref)
    assert len(user.warnings) == 2
    assert driver.noted("login") == ["login"]


def test_locked_card_is_not_asked_for_a_pin(ref: CertificateRef, driver: Driver) -> None:
    driver.be_wrong(3)
    user = User()
    with pytest.raises(TokenLocked):
        Keyring(user).key(ref)
    assert not driver.noted("login")


def test_pulled_out_and_put_back(ref: CertificateRef, driver: Driver, token: SoftToken) -> None:
    user = User(token.pin)
    keyring = Keyring(user)
    key = keyring.key(ref)
    driver.do("pulled")
    with pytest.raises(TokenMissing):
        key.sign(b"data")
    with pytest.raises(TokenMissing):
        keyring.key(ref)
    driver.undo("pulled")
    keyring.key(ref).sign(b"data")
    key.prove(b"the key of before, too")
    keyring.close()
    assert len(user.warnings) == 1
    assert driver.noted("login") == ["login", "login"]


def test_reset_card_is_logged_in_to_again(
    ref: CertificateRef, driver: Driver, token: SoftToken
) -> None:
    user = User(token.pin)
    keyring = Keyring(user)
    key = keyring.key(ref)
    driver.do("reset")
    key.sign(b"data")
    keyring.close()
    assert len(user.warnings) == 1
    assert driver.noted("login") == ["login", "login"]


def test_empty_pin_is_none(ref: CertificateRef, driver: Driver) -> None:
    with pytest.raises(PinNeeded):
        Keyring(User("")).key(ref)
    assert not driver.noted("login")


def test_closing_logs_out(ref: CertificateRef, driver: Driver, token: SoftToken) -> None:
    keyring = Keyring(User(token.pin))
    keyring.key(ref)
    keyring.close()
    assert driver.noted("out") == ["out"]


def test_pin_changed_elsewhere_is_refused_once(
    ref: CertificateRef, driver: Driver, token: SoftToken
) -> None:
    user = User("9999", token.pin)
    keyring = Keyring(user)
    keyring._pin(ref)._kept = bytearray(b"old one")
    for _ in range(2):
        with pytest.raises(PinWrong):
            keyring.key(ref)
    assert driver.noted("login") == ["login wrong"]


def test_errors_and_objects_show_no_pin(ref: CertificateRef, token: SoftToken) -> None:
    keyring = Keyring(User("secret-pin-0000"))
    with pytest.raises(KeyUnusable) as raised:
        keyring.key(ref)
    keyring.ask_again(ref)
    error: BaseException | None = raised.value
    while error:
        assert "secret-pin" not in f"{error!r} {error} {vars(error)}"
        error = error.__cause__ or error.__context__
    assert "secret-pin" not in repr(vars(keyring))

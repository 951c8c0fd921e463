"""What the child process of a card does: a few named things, one after the other."""

import os
from collections.abc import Callable
from multiprocessing.connection import Connection

from integrador.keys.card import Card
from integrador.keys.open_card import OpenCard
from integrador.references import CertificateRef
from malote.errors.base import MaloteError


def serve_card(connection: Connection, ref: CertificateRef) -> None:
    """Tell the card's warning, take a PIN and give the certificate, then do what is asked.

    Each answer is (result, None), or (None, (error, detail)). An error before the login ends it.
    """
    os.environ["PKCS11_MODULE_PATH"] = ref.module  # for the engine
    try:
        card = Card(ref)
        connection.send((card.warning, None))
        (pin,) = connection.recv()
        opened = OpenCard(ref, card, pin)
        del pin
    except MaloteError as error:
        connection.send((None, (type(error), error.detail)))
        return
    try:
        connection.send((opened.certificate, None))
        while True:
            _serve(connection, opened)
    finally:
        opened.close()


def _serve(connection: Connection, card: OpenCard) -> None:
    doing: dict[str, Callable[..., bytes]]
    doing = {"sign": card.sign, "prove": card.prove, "post": card.post}
    name, *arguments = connection.recv()
    try:
        connection.send((doing[name](*arguments), None))
    except MaloteError as error:
        connection.send((None, (type(error), error.detail)))

"""``malote-admin trust``."""

import hashlib
from typing import Annotated

import typer

from malote import bootstrap
from malote.adapters.trust import read_bundle, write_bundle
from malote.admin.stack import connect
from malote.admin.trail import told
from malote.audit import Action
from malote.certificates.strangers import Certificate
from malote.certificates.trust import TrustStore
from malote.errors import InvalidTrustStore
from malote.settings import settings

app = typer.Typer(
    rich_markup_mode=None,
    no_args_is_help=True,
    help="Trust: the certificates that documents' signatures must lead to.",
)


@app.command("set")
def set_bundle(
    bundle: Annotated[
        typer.FileBinaryRead,
        typer.Argument(help="A PEM file: ICP-Brasil's roots and intermediates, and authorities."),
    ],
) -> None:
    """Trust the self-signed certificates of a bundle.

    The others help to reach them, or are authorities' own, who sign NFS-e. The bundle takes the
    place of the one there was. Functions take it up within five minutes.
    """
    connect()
    pem = bundle.read()
    store = TrustStore.from_pem(pem)
    if not store.roots:
        raise InvalidTrustStore("nenhum certificado autoassinado: não haveria em que confiar")
    digest = hashlib.sha256(pem).hexdigest()
    for tenant in bootstrap.tenants().list():  # it decides on the signatures of them all
        told(
            tenant["tenant"],
            Action.TRUST_CHANGED,
            digest,
            certificates=str(len(store.certificates)),
        )
    write_bundle(settings().bucket_name, pem)
    _show(store)


@app.command("show")
def show() -> None:
    """Show what is trusted."""
    connect()
    _show(TrustStore.from_pem(read_bundle(settings().bucket_name)))


def _show(store: TrustStore) -> None:
    if not store.certificates:
        typer.echo("Nenhuma raiz configurada: nenhuma assinatura será dada como válida.")
    for each in sorted(store.certificates, key=lambda each: (each not in store.roots, each.name)):
        typer.echo(f"{each.name[:60]:<60}  até {each.not_after:%d/%m/%Y}  {label(each, store)}")


def label(certificate: Certificate, store: TrustStore) -> str:
    """What a certificate of the bundle is there for, in Portuguese."""
    if certificate in store.roots:
        return "raiz"
    return "autoridade" if certificate.holder.tax_id in store.authorities else "intermediária"

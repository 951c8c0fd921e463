"""Where Efí is to tell of what happens: an address of its own for each account."""

from malote.billing.accounts import BillingAccount
from malote.billing.remote import EfiSecret


def of_charges(base: str, account: BillingAccount) -> str:
    """Of boletos and carnês; ``base`` is where Efí reaches us."""
    return f"{base}/webhooks/efi/{account.webhook_id}"


def of_pix(base: str, account: BillingAccount, secret: EfiSecret) -> str:
    """Of Pix: Efí appends ``/pix``, which with an hmac ends up in its last parameter.

    Efí, "Entendendo o padrão mTLS", on ``ignorar``.
    """
    url = of_charges(base, account)
    if account.pix_proof == "mtls" or secret.hmac is None:
        return url
    return f"{url}/pix?hmac={secret.hmac.get_secret_value()}&ignorar="

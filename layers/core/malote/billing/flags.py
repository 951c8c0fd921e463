"""Remarks on a charge: what somebody may want to look at."""

from enum import StrEnum


class Flag(StrEnum):
    """Kept with the charge, each once; clients may match them."""

    VALUE_DIFFERS = "value_differs"  # another value was paid than was asked for
    VALUE_ASSUMED = "value_assumed"  # Efí's list says that it is paid, and not how much
    PAID_AGAIN = "paid_again"  # told once more, with another value: not booked
    NO_LONGER_PAID = "no_longer_paid"  # Efí took "paid" back, but told of no refund
    NOT_CREDITED = "not_credited"  # money went back that was never booked
    NO_PIX = "no_pix"  # a Bolix was asked for, and Efí made a boleto without a Pix
    UNKNOWN_STATUS = "unknown_status"  # Efí said a word that Malote does not know
    SEVERAL_PIX = "several_pix"  # each is booked
    FEE_DIFFERS = "fee_differs"  # Efí kept another fee than the account's settings say

"""What a kind of document declares of each of its roots."""

from collections.abc import Callable
from typing import NamedTuple

from malote.fiscal.details import Details
from malote.fiscal.models import FiscalRecord
from malote.fiscal.xml import Element


class Layout(NamedTuple):
    """How one root is read.

    ``signed`` is the path of local names from the root to the group that the signature covers:
    its ``Signature`` is a sibling. Every value of the record is read inside that group, but the
    authority's answer. ``schema`` is the XSD for that root, by its path in the schemas' folder.
    """

    read: Callable[[Element], FiscalRecord]
    signed: tuple[str, ...] = ()
    schema: str = ""
    details: Callable[[Element], Details] | None = None

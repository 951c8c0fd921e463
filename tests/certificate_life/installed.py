"""How certificates are installed, what they come to serve, and which status that is."""

from malote.branches.models import BillingParameters, Module, ModuleParameters
from malote.errors import (
    BranchUnknown,
    CertificateInstalled,
    IdempotencyMismatch,
    InvalidInput,
    ModuleNotLicensed,
    OtherCompany,
)
from tests.certificate_life.story import (
    Story,
    branch,
    delete,
    edit,
    install,
    licensed,
    no_branch,
    passing,
    refused,
)

_BILLING = ModuleParameters(billing=BillingParameters(state_registration="ISENTO"))

INSTALLED = (
    Story(
        "bound to branches and modules it is configured",
        (install("one", "B.cte A.bill A.bill.test"),),
        then={"one": "configured A.bill A.bill.test B.cte"},
        history=("installation one: A.bill A.bill.test B.cte | - | A.bill A.bill.test B.cte",),
    ),
    Story(
        "bound to nothing it is available",
        (install("one"),),
        then={"one": "available -"},
        history=("installation one: - | - | -",),
    ),
    Story(
        "by hand it is that while it is bound",
        (
            install("one", "A.bill", by_hand=True),
            install("two", "B.bill X.bill", by_hand=True),
            edit("two"),
        ),
        then={"one": "installed_manually A.bill", "two": "available -"},
        history=(
            "installation one: A.bill | - | A.bill",
            "installation two: B.bill X.bill | - | B.bill; branch_unknown X.bill",
            "edit two: - | B.bill | -",
        ),
    ),
    Story(
        "by hand it has to serve something",
        (
            refused(ModuleNotLicensed, install("one", "A.mail A.sefaz", by_hand=True)),
            refused(BranchUnknown, install("one", "X.bill", by_hand=True)),
            refused(InvalidInput, install("one", by_hand=True), "bindings"),
        ),
    ),
    Story(
        "at the moment of its end it is expired, whatever it serves",
        (
            install("one", "A.bill", days=10),
            install("none", days=10 - 1 / 1440),
            install("other", "B.bill", days=10),
            passing(10 - 1 / 1440),
        ),
        then={"one": "expired A.bill", "none": "expired -", "other": "configured B.bill"},
        history=(
            "installation one: A.bill | - | A.bill",
            "installation none: - | - | -",
            "installation other: B.bill | - | B.bill",
        ),
    ),
    Story(
        "what cannot be bound does not stop the rest, and the first reason is told",
        (
            install("two", "O.cte", of="O"),
            no_branch("P"),
            branch("B", _BILLING),
            install("one", "A.mail X.mail X.bill P.bill O.bill O.cte B.cte B.bill A.sefaz.test"),
        ),
        then={"two": "configured O.cte", "one": "configured B.bill"},
        history=(
            "installation two: O.cte | - | O.cte",
            "installation one: A.mail A.sefaz.test B.bill B.cte O.bill O.cte P.bill X.bill X.mail"
            " | - | B.bill; branch_of_another_company O.bill; branch_of_another_company O.cte;"
            " branch_unknown P.bill; branch_unknown X.bill; module_not_licensed A.mail;"
            " module_not_licensed A.sefaz.test; module_not_licensed X.mail;"
            " module_without_parameters B.cte",
        ),
    ),
    Story(
        "of two, the one that expires later serves; the same day is late enough to stay",
        (
            install("one", "A.bill A.cte", days=100),
            install("same", "A.bill", days=100 - 1 / 1440),  # a minute later
            install("later", "A.bill", days=101),
            install("earlier", "A.bill A.cte A.bill.test", days=50),
        ),
        then={
            "one": "configured A.cte",
            "same": "available -",
            "later": "configured A.bill",
            "earlier": "configured A.bill.test",
        },
        history=(
            "installation one: A.bill A.cte | - | A.bill A.cte",
            "installation same: A.bill | - | -; later_certificate_bound A.bill",
            "edit one: A.bill A.cte | A.bill A.cte | A.cte; replaced A.bill",
            "installation later: A.bill | - | A.bill; replaced A.bill",
            "installation earlier: A.bill A.bill.test A.cte | - | A.bill.test;"
            " later_certificate_bound A.bill; later_certificate_bound A.cte",
        ),
    ),
    Story(
        "an expired one is in nobody's way",
        (install("one", "A.bill A.cte", days=10), passing(10), install("two", "A.bill", days=5)),
        then={"one": "expired A.cte", "two": "configured A.bill"},
        history=(
            "installation one: A.bill A.cte | - | A.bill A.cte",
            "edit one: A.bill A.cte | A.bill A.cte | A.cte; replaced A.bill",
            "installation two: A.bill | - | A.bill; replaced A.bill",
        ),
    ),
    Story(
        "a person's serves the branch of that CPF alone",
        (
            install("one", "A.bill P.bill", of="P"),
            install("stranger", "P.cte", of="Q"),  # a person may be anybody
        ),
        then={"one": "configured P.bill", "stranger": "available -"},
        history=(
            "installation one: A.bill P.bill | - | P.bill; branch_of_another_company A.bill",
            "installation stranger: P.cte | - | -; branch_of_another_company P.cte",
        ),
    ),
    Story(
        "another company's is refused as a whole",
        (
            no_branch("O"),
            install("kept", of="O"),  # a tax id stays the tenant's without its branch
            refused(
                OtherCompany,
                install("one", "A.bill", of="Z"),
                "é de 12.345.678; a empresa, de 06.157.250, 12.ABC.345, ",
            ),
        ),
        then={"kept": "available -"},
        history=("installation kept: - | - | -",),
    ),
    Story(
        "the very same is installed once, until it is deleted",
        (
            install("one", "A.bill"),
            refused(CertificateInstalled, install("one", "B.bill")),
            delete("one"),
            install("again", "B.bill", file="one"),
        ),
        then={"one": "deleted -", "again": "configured B.bill"},
        history=(
            "installation one: A.bill | - | A.bill",
            "deletion one: - | A.bill | -",
            "installation again: B.bill | - | B.bill",
        ),
    ),
    Story(
        "the same request with the same key is one",
        (
            install("one", "A.bill X.cte", key="k1"),
            edit("one", "A.bill B.bill"),
            install("one", "A.bill X.cte", key="k1"),
            refused(IdempotencyMismatch, install("one", "A.bill", key="k1")),
            refused(CertificateInstalled, install("one", "A.bill X.cte", key="k2")),
        ),
        then={"one": "configured A.bill B.bill"},
        history=(
            "installation one: A.bill X.cte | - | A.bill; branch_unknown X.cte",
            "edit one: A.bill B.bill | A.bill | A.bill B.bill",
        ),
    ),
    Story(
        "what serves goes on when the licence or the parameters are gone",
        (
            install("one", "A.bill A.cte"),
            licensed(Module.SEFAZ),
            branch("A", ModuleParameters()),
            edit("one", "A.bill B.bill"),
            edit("one", "A.bill A.cte"),
        ),
        then={"one": "configured A.bill"},
        history=(
            "installation one: A.bill A.cte | - | A.bill A.cte",
            "edit one: A.bill B.bill | A.bill A.cte | A.bill; module_not_licensed B.bill",
            "edit one: A.bill A.cte | A.bill | A.bill; module_not_licensed A.cte",
        ),
    ),
)

"""How certificates are edited and renewed."""

from malote.branches.models import Module, ModuleParameters
from malote.errors import ChangedMeanwhile, NotFound, OnlyDeletion, OtherCompany
from tests.certificate_life.story import (
    Story,
    branch,
    delete,
    edit,
    install,
    licensed,
    passing,
    refused,
)

EDITED = (
    Story(
        "an edit says all that it serves from then on",
        (install("one", "A.bill A.cte"), edit("one", "A.cte B.bill X.bill"), edit("one")),
        then={"one": "available -"},
        history=(
            "installation one: A.bill A.cte | - | A.bill A.cte",
            "edit one: A.cte B.bill X.bill | A.bill A.cte | A.cte B.bill; branch_unknown X.bill",
            "edit one: - | A.cte B.bill | -",
        ),
    ),
    Story(
        "an edit takes the place of one that expires earlier, and not of a later one",
        (
            install("early", "A.bill B.bill", days=10),
            install("late", "A.cte", days=99),
            install("one", days=50),
            edit("one", "A.bill A.cte"),
        ),
        then={"early": "configured B.bill", "late": "configured A.cte", "one": "configured A.bill"},
        history=(
            "installation early: A.bill B.bill | - | A.bill B.bill",
            "installation late: A.cte | - | A.cte",
            "installation one: - | - | -",
            "edit early: A.bill B.bill | A.bill B.bill | B.bill; replaced A.bill",
            "edit one: A.bill A.cte | - | A.bill; later_certificate_bound A.cte; replaced A.bill",
        ),
    ),
    Story(
        "an edit of what was changed since it was seen is told so",
        (
            install("one", "A.bill", days=10),
            refused(ChangedMeanwhile, edit("one", "B.bill", seen="0" * 32)),
            lambda world: world.ids.update(seen=world.revision("one")),
            install("two", "A.bill", days=20),  # which changes the other, too
            lambda world: refused(ChangedMeanwhile, edit("one", "B.bill", world.ids.pop("seen")))(
                world
            ),
        ),
        then={"one": "available -", "two": "configured A.bill"},
        history=(
            "installation one: A.bill | - | A.bill",
            "edit one: A.bill | A.bill | -; replaced A.bill",
            "installation two: A.bill | - | A.bill; replaced A.bill",
        ),
    ),
    Story(
        "an expired one is neither edited nor renewed",
        (
            install("one", "A.bill", days=10),
            passing(10),
            refused(OnlyDeletion, edit("one")),
            refused(OnlyDeletion, install("two", "B.bill", renews="one")),
            delete("one"),
        ),
        then={"one": "deleted -"},
        history=("installation one: A.bill | - | A.bill", "deletion one: - | A.bill | -"),
    ),
    Story(
        "a moment before its end it is edited and renewed",
        (
            install("one", "A.bill", days=10),
            passing(10 - 2 / 1440),
            edit("one", "B.bill"),
            install("two", renews="one"),
        ),
        then={"one": "expired -", "two": "configured B.bill"},
        history=(
            "installation one: A.bill | - | A.bill",
            "edit one: B.bill | A.bill | B.bill",
            "renewal one: - | B.bill | -; handed_over",
            "renewal two: B.bill | - | B.bill; handed_over",
        ),
    ),
)

RENEWED = (
    Story(
        "a renewal takes over everything, and what is asked for besides",
        (
            install("one", "A.bill A.bill.test", days=20),
            install("old", "B.cte", days=30),
            install("new", "A.cte B.cte X.cte", renews="one"),
        ),
        then={
            "one": "available -",
            "old": "available -",
            "new": "configured A.bill A.bill.test A.cte B.cte",
        },
        history=(
            "installation one: A.bill A.bill.test | - | A.bill A.bill.test",
            "installation old: B.cte | - | B.cte",
            "edit old: B.cte | B.cte | -; replaced B.cte",
            "renewal new: A.bill A.bill.test A.cte B.cte X.cte | - | A.bill A.bill.test A.cte B.cte;"
            " branch_unknown X.cte; handed_over; replaced B.cte",
            "renewal one: - | A.bill A.bill.test | -; handed_over",
        ),
    ),
    Story(
        "what is taken over is not judged again, not even by who expires later",
        (
            install("one", "A.bill B.cte", days=99),
            licensed(Module.SEFAZ),
            branch("A", ModuleParameters()),
            install("new", "A.cte", days=50, renews="one"),
        ),
        then={"one": "available -", "new": "configured A.bill B.cte"},
        history=(
            "installation one: A.bill B.cte | - | A.bill B.cte",
            "renewal new: A.bill A.cte B.cte | - | A.bill B.cte;"
            " handed_over; module_not_licensed A.cte",
            "renewal one: - | A.bill B.cte | -; handed_over",
        ),
    ),
    Story(
        "by hand what is taken over is something to serve",
        (
            install("one", "A.bill", days=99),
            install("new", renews="one", by_hand=True),
        ),
        then={"one": "available -", "new": "installed_manually A.bill"},
        history=(
            "installation one: A.bill | - | A.bill",
            "renewal new: A.bill | - | A.bill; handed_over",
            "renewal one: - | A.bill | -; handed_over",
        ),
    ),
    Story(
        "only one's own company renews it, and only what is there",
        (
            install("one", "A.bill"),
            refused(
                OtherCompany,
                install("two", renews="one", of="O"),
                "é de 06.157.250; o que renova, de 12.ABC.345",
            ),
            refused(
                OtherCompany,
                install("three", renews="one", of="P"),
                "é de 529.982.247-25; o que renova",
            ),
            install("gone"),
            delete("gone"),
            refused(NotFound, install("four", renews="gone")),
        ),
        then={"one": "configured A.bill", "gone": "deleted -"},
        history=(
            "installation one: A.bill | - | A.bill",
            "installation gone: - | - | -",
            "deletion gone: - | - | -",
        ),
    ),
    Story(
        "what is renewed is not renewed again while its successor is there",
        (
            install("one", "A.bill"),
            install("two", renews="one"),
            refused(ChangedMeanwhile, install("three", renews="one")),
            edit("two"),
            edit("one", "A.bill"),  # kept until it is deleted, and good for use
            delete("two"),
            install("three", renews="one"),
        ),
        then={"one": "available -", "two": "deleted -", "three": "configured A.bill"},
        history=(
            "installation one: A.bill | - | A.bill",
            "renewal one: - | A.bill | -; handed_over",
            "renewal two: A.bill | - | A.bill; handed_over",
            "edit two: - | A.bill | -",
            "edit one: A.bill | - | A.bill",
            "deletion two: - | - | -",
            "renewal one: - | A.bill | -; handed_over",
            "renewal three: A.bill | - | A.bill; handed_over",
        ),
    ),
    Story(
        "after a renewal the old one is one among others",
        (
            install("one", "A.bill", days=99),
            install("new", days=50, renews="one"),
            edit("one", "A.bill"),  # it expires later, so it takes its place back
            edit("new", "A.bill A.cte"),
        ),
        then={"one": "configured A.bill", "new": "configured A.cte"},
        history=(
            "installation one: A.bill | - | A.bill",
            "renewal new: A.bill | - | A.bill; handed_over",
            "renewal one: - | A.bill | -; handed_over",
            "edit new: A.bill | A.bill | -; replaced A.bill",
            "edit one: A.bill | - | A.bill; replaced A.bill",
            "edit new: A.bill A.cte | - | A.cte; later_certificate_bound A.bill",
        ),
    ),
)

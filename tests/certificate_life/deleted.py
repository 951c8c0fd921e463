"""How certificates are deleted, and brought back."""

from malote.errors import CertificateInstalled, ConfirmationNeeded, NotFound
from tests.certificate_life.story import Story, delete, edit, install, passing, refused, restore

DELETED = (
    Story(
        "what serves nothing is deleted without more ado",
        (install("one"), delete("one", confirmed=False)),
        then={"one": "deleted -"},
        history=("installation one: - | - | -", "deletion one: - | - | -"),
    ),
    Story(
        "what serves anything is deleted when that is confirmed, expired or not",
        (
            install("one", "A.bill B.bill"),
            install("old", "A.cte", days=10),
            refused(
                ConfirmationNeeded,
                delete("one", confirmed=False),
                "12.ABC.345/01DE-35 (Faturamento)",
            ),
            delete("one"),
            passing(10),
            refused(ConfirmationNeeded, delete("old", confirmed=False)),
            delete("old"),
        ),
        then={"one": "deleted -", "old": "deleted -"},
        history=(
            "installation one: A.bill B.bill | - | A.bill B.bill",
            "installation old: A.cte | - | A.cte",
            "deletion one: - | A.bill B.bill | -",
            "deletion old: - | A.cte | -",
        ),
    ),
    Story(
        "a deleted one is not there for edits, and to delete it again adds nothing",
        (
            install("one", "A.bill"),
            delete("one"),
            refused(NotFound, edit("one")),
            delete("one", confirmed=False),
        ),
        then={"one": "deleted -"},
        history=("installation one: A.bill | - | A.bill", "deletion one: - | A.bill | -"),
    ),
    Story(
        "a key whose certificate was deleted makes no other",
        (
            install("one", key="k1"),
            delete("one"),
            refused(NotFound, install("one", key="k1")),
        ),
        then={"one": "deleted -"},
        history=("installation one: - | - | -", "deletion one: - | - | -"),
    ),
)

RESTORED = (
    Story(
        "it comes back bound to nothing",
        (install("one", "A.bill"), delete("one"), restore("one"), edit("one", "B.bill")),
        then={"one": "configured B.bill"},
        history=(
            "installation one: A.bill | - | A.bill",
            "deletion one: - | A.bill | -",
            "restoration one: - | - | -",
            "edit one: B.bill | - | B.bill",
        ),
    ),
    Story(
        "what is there is not restored",
        (
            install("one"),
            refused(CertificateInstalled, restore("one")),
            delete("one"),
            install("again", file="one"),
            refused(CertificateInstalled, restore("one")),
        ),
        then={"one": "deleted -", "again": "available -"},
        history=(
            "installation one: - | - | -",
            "deletion one: - | - | -",
            "installation again: - | - | -",
        ),
    ),
    Story(
        "an expired one comes back expired",
        (install("one", days=10), delete("one"), passing(20), restore("one")),
        then={"one": "expired -"},
        history=(
            "installation one: - | - | -",
            "deletion one: - | - | -",
            "restoration one: - | - | -",
        ),
    ),
)

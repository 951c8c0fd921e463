"""What strangers say, as a notice may repeat it."""

_LONGEST = 300


def in_one_line(text: str) -> str:
    """At most 300 characters that can be seen."""
    printable = "".join(each if each.isprintable() else " " for each in text)
    return " ".join(printable.split())[:_LONGEST]

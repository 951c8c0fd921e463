"""Names as they are searched: an accountant types neither the accents nor the capitals."""

import unicodedata


def folded(text: str) -> str:
    """A text without accents, case and repeated blanks: "  AÇÚCAR  União " is "acucar uniao".

    What is stored and what is asked for are both folded, so that one is found within the other.
    """
    if text.isascii():  # as most are, and then it takes a third of the time
        bare = text
    else:
        decomposed = unicodedata.normalize("NFKD", text)
        bare = "".join(each for each in decomposed if not unicodedata.combining(each))
    return " ".join(bare.casefold().split())

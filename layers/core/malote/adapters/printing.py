"""Drawing the papers, with BrazilFiscalReport over fpdf2: the only module that knows either."""

from collections.abc import Callable
from functools import cache, partial, partialmethod
from importlib import import_module
from types import ModuleType
from typing import Any

from malote.adapters.bounded import Unfinished, bounded
from malote.errors import NoPrintedForm, PrintFailed
from malote.fiscal import Kind
from malote.printing import Correction, Printout

type _Pdf = Any  # an fpdf.FPDF with its pages drawn: neither library has types
type _Form = Callable[[str], _Pdf]

# Below API Gateway's 29 s. An NF-e of 990 items takes about 11 s and 210 MB.
_SECONDS = 25
_MEGABYTES = 768
_RED = (200, 30, 30)
_IN_LATIN_1 = dict.fromkeys(range(0x80, 0xA0), "?") | str.maketrans(
    {"–": "-", "—": "-", "‘": "'", "’": "'", "“": "«", "”": "»", "…": "...", "•": "·", "€": "EUR"}
)
_UNPROVEN = "A assinatura desta carta não foi confirmada: consulte a SEFAZ."
_CONSOLIDATES = "A última carta de correção consolida todas as anteriores."
_FORMS = {
    Kind.NFE: ("danfe", "Danfe"),
    Kind.NFCE: ("danfce", "Danfce"),
    Kind.CTE: ("dacte", "Dacte"),
    Kind.MDFE: ("damdfe", "Damdfe"),
    Kind.NFSE: ("danfse", "Danfse"),
}


class PdfPrinter:
    """Draws each paper in a process of its own: its XML is a stranger's, the library trusting."""

    def draw(self, printout: Printout) -> bytes:
        """The PDF. Raises NoPrintedForm for a kind without one, PrintFailed naming the document."""
        form = _form(printout.kind)  # loaded here, once, not in every child
        if form is None:
            raise NoPrintedForm(printout.kind)
        try:
            return bounded(partial(_draw, form, printout), _SECONDS, _MEGABYTES)
        except Unfinished as error:
            raise PrintFailed(f"{printout.access_key}: {error}") from error


@cache
def _form(kind: Kind) -> _Form | None:
    """The library's drawing of a kind: it draws all pages when called with the XML."""
    if kind not in _FORMS:
        return None
    package, name = _FORMS[kind]
    module = import_module(f"brazilfiscalreport.{package}.{package}")
    _forgive_codes(module)
    _split_page_by_page(module)
    form: _Form = getattr(module, name)
    return form


class _Codes(dict[str, str]):
    """A table of a layout's codes, in which one that it does not know stands for itself."""

    def __missing__(self, code: str | None) -> str:
        return code or ""


def _forgive_codes(module: ModuleType) -> None:
    # Codes are added by technical notes: a new one is no reason to print nothing.
    for name, table in list(vars(module).items()):
        if name.isupper() and isinstance(table, dict):
            setattr(module, name, _Codes(table))


def _split_page_by_page(module: ModuleType) -> None:
    # For every page the DANFE lays out all the items that are left: 205 s for 990 items; so, 11 s.
    for layout in vars(module).values():
        if whole := getattr(layout, "_calculate_product_splits", None):
            layout._calculate_product_splits = partialmethod(_split, whole)


def _split(pdf: _Pdf, whole: Callable[..., Any], products: list[Any], **height: float) -> Any:
    """The items of this page and the others; more are laid out only while all of them fit."""
    tried = getattr(pdf, "items_of_last_page", 62) + 2
    while True:
        here, others = whole(pdf, products=products[:tried], **height)
        if others or tried >= len(products):
            pdf.items_of_last_page = len(here)
            return here, others + products[tried:]
        tried *= 2


def _draw(form: _Form, printout: Printout) -> bytes:
    pdf = form(_known_to_the_font(printout.xml))
    if printout.correction:
        _add_letter(pdf, printout.correction)
    for page in range(1, pdf.pages_count + 1):
        pdf.page = page
        _mark(pdf, printout)
    return bytes(pdf.output())


def _known_to_the_font(text: str) -> str:
    # PDF's own fonts, which need no embedding, know Windows-1252 only. Of that the library spoils
    # what is not Latin-1 too, where a long text goes on overleaf: it encodes it twice.
    return text.translate(_IN_LATIN_1).encode("latin-1", "replace").decode("latin-1")


def _add_letter(pdf: _Pdf, letter: Correction) -> None:
    pdf.set_auto_page_break(auto=True, margin=15)
    pdf.add_page()
    at = f", de {letter.at}" if letter.at else ""
    protocol = f", protocolo {letter.protocol}" if letter.protocol else ""
    title = f"Carta de correção {letter.sequence}{at}{protocol}"
    note = _CONSOLIDATES if letter.proven else f"{_UNPROVEN} {_CONSOLIDATES}"
    for size, style, text in ((12, "B", title), (9, "I", note), (10, "", letter.text)):
        pdf.set_font("Helvetica", style, size)
        lines = _known_to_the_font(text)
        pdf.multi_cell(pdf.epw, size / 2, lines, align="L", new_x="LMARGIN", new_y="NEXT")
        pdf.ln(3)


def _mark(pdf: _Pdf, printout: Printout) -> None:
    # Each page's drawing stands for itself: the context puts font and colour back after it.
    if printout.stamp:
        with pdf.local_context(fill_opacity=0.3, text_color=_RED):
            _centred(pdf, printout.stamp, pdf.w / 7, pdf.h / 3)
    if printout.notices:
        with pdf.local_context(text_color=_RED):
            _centred(pdf, " · ".join(printout.notices), 3.2, pdf.h - 1.2)


def _centred(pdf: _Pdf, text: str, height: float, y: float) -> None:
    """One line across the page, ``height`` in millimetres, smaller where it would not fit."""
    pdf.set_font("Helvetica", "B", height * 2.83)
    width = pdf.get_string_width(text)
    if width > pdf.w - 8:
        pdf.set_font_size(height * 2.83 * (pdf.w - 8) / width)
        width = pdf.get_string_width(text)
    pdf.text((pdf.w - width) / 2, y, text)

"""The one door to WeasyPrint: frozen facts and their pictures in, an archival PDF (PDF/A-2b) out.

Runs in the limited process of ``render`` only.  It opens no address and no file but its own templates:
pictures are handed in as bytes and served under a scheme of our own; everything else is refused, and a
refusal, an unreadable picture or a missing glyph fails the whole paper instead of leaving a gap.
"""

import datetime as dt
import logging
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from types import MappingProxyType
from typing import Any

import pikepdf
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from kgsup.core import formats, law
from kgsup.core.clock import local_time
from kgsup.core.settings import PROJECT
from kgsup.documents.adapters import drawing
from kgsup.documents.rules.facts import printed_photos
from kgsup.documents.rules.texts import BY_HAND, with_boxes

TEMPLATES = PROJECT / "templates" / "documents" / "kinds"
CERTIFICATES = PROJECT / "templates" / "documents" / "certificates"
SCHEME = "kgsup-image"
PRODUCER = re.compile(
    rb'<rdf:Description[^>]*pdf:Producer="[^"]*"[^>]*/>|\s*pdf:Producer="[^"]*"', re.DOTALL
)

_FONTS = FontConfiguration()  # one a process: a new one for each paper would leak its fonts


class CannotRender(Exception):
    """The paper would come out wrong; the message says in which way."""


@dataclass(frozen=True)
class Made:
    pdf: bytes
    page_count: int


class HandedInOnly(URLFetcher):  # type: ignore[misc]  # weasyprint has no types
    """Serves the pictures that were handed in and refuses every other address."""

    def __init__(self, pictures: Mapping[str, bytes]) -> None:
        super().__init__(allowed_protocols={SCHEME}, allow_redirects=False, fail_on_errors=True)
        self.pictures = pictures

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        scheme, _, name = url.partition(":")
        if scheme != SCHEME or name not in self.pictures:
            raise FatalURLFetchingError(f"refused address: {url[:80]}")
        return URLFetcherResponse(url, self.pictures[name], {"Content-Type": "image/jpeg"})


class _Complaints(logging.Handler):
    """Collects what WeasyPrint only logs: with us a warning spoils the paper."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


def make_pdf(kind: str, frozen: Mapping[str, Any], pictures: Mapping[str, bytes]) -> Made:
    """Make the PDF of a kind from frozen facts; ``pictures`` maps SHA-256 to JPEG bytes.

    Raises ``CannotRender`` when anything is missing or refused.
    """
    return finished(laid_out(_html(kind, frozen), paper_style(), pictures))


def laid_out(page: str, style: str, pictures: Mapping[str, bytes] = MappingProxyType({})) -> Any:
    """Lay HTML out on pages with our fonts.  Raises ``CannotRender``."""
    with _strict():
        fetcher = HandedInOnly(pictures)
        sheet = CSS(string=style, url_fetcher=fetcher, font_config=_FONTS)
        return HTML(string=page, url_fetcher=fetcher).render(
            font_config=_FONTS, stylesheets=[sheet]
        )


def finished(document: Any) -> Made:
    """Write what was laid out as PDF/A-2b.  Raises ``CannotRender``."""
    with _strict():
        raw = document.write_pdf(pdf_variant="pdf/a-2b")
    return Made(_archival(raw), len(document.pages))


@contextmanager
def _strict() -> Iterator[None]:
    """What WeasyPrint refuses, or only complains of, inside the block spoils the paper."""
    complaints = _Complaints()
    logger = logging.getLogger("weasyprint")
    logger.addHandler(complaints)
    try:
        yield
    except FatalURLFetchingError as error:
        raise CannotRender(str(error)) from None
    finally:
        logger.removeHandler(complaints)
    if complaints.messages:
        raise CannotRender("; ".join(dict.fromkeys(complaints.messages))[:1000])


def templated(name: str, **values: object) -> str:
    """Fill a template: of papers by its bare name, any other by its path under ``templates``.

    A character to be written by hand is a blank box.
    """
    return _environment().get_template(name).render(**values)


def _html(kind: str, frozen: Mapping[str, Any]) -> str:
    paper = with_boxes(dict(frozen), frozen["handwritten"])
    photos = printed_photos(paper["facts"])
    numbers = {photo.sha256: photo.number for photo in photos}
    return templated(
        f"{kind}.html", paper=paper, facts=paper["facts"], photos=photos, numbers=numbers
    )


def paper_style() -> str:
    """The style sheet that all papers share."""
    return (TEMPLATES / "documents.css").read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader([TEMPLATES, PROJECT / "templates"]),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_with_drawn_boxes,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        day=_day,
        time=lambda text: f"{_local(text):%H:%M}",
        moment=lambda text: formats.instant_zh(dt.datetime.fromisoformat(text)),
        article=article_in_words,
        articles=articles_in_words,
        figures=_figures,
        picture=lambda sha256: f"{SCHEME}:{sha256}",
    )
    environment.globals.update(qr_code=drawing.qr_code, signature=drawing.signature)
    return environment


def _with_drawn_boxes(value: object) -> object:
    """Print nothing for None, and a blank box, drawn, for each character to be written by hand."""
    if value is None:
        return ""
    if isinstance(value, str) and BY_HAND in value:
        box = Markup('<span class="by-hand"></span>')
        return box.join(escape(part) for part in value.split(BY_HAND))
    return value


def _figures(photos: Sequence[Mapping[str, str]], numbers: Mapping[str, int]) -> str:
    """The numbers of photographs as papers write them: 图1、图3至图7."""
    runs: list[list[int]] = []
    for number in sorted({numbers[photo["sha256"]] for photo in photos}):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return "、".join(f"图{run[0]}" if len(run) == 1 else f"图{run[0]}至图{run[-1]}" for run in runs)


def _day(text: str | None) -> str:
    return formats.date_zh(dt.date.fromisoformat(text[:10])) if text else ""


def _local(text: str) -> dt.datetime:
    return local_time(dt.datetime.fromisoformat(text))


def article_in_words(citation: str) -> str:
    """A citation in full; one of an instrument outside the list is printed as it was given."""
    try:
        return law.in_words(citation)
    except KeyError:
        return citation


def articles_in_words(citations: Sequence[str]) -> str:
    """Several citations in full, the title of an instrument once where it follows itself."""
    try:
        return law.all_in_words(citations)
    except KeyError:
        return "、".join(map(article_in_words, citations))


def _archival(raw: bytes) -> bytes:
    """Rewrite metadata as PDF/A-2b wants it (uncompressed), without naming the program that made it.

    Of the document information only title and day of creation stay.
    """
    with pikepdf.open(BytesIO(raw)) as pdf:
        packet = PRODUCER.sub(b"", bytes(pdf.Root.Metadata.read_bytes()))
        pdf.Root.Metadata = pdf.make_stream(
            packet, {"/Type": pikepdf.Name.Metadata, "/Subtype": pikepdf.Name.XML}
        )
        mend_stream_ends(pdf)
        for name in set(pdf.docinfo.keys()) - {"/Title", "/CreationDate"}:
            del pdf.docinfo[name]
        return save(pdf)


def save(pdf: pikepdf.Pdf) -> bytes:
    """The bytes of a PDF, the same for the same contents."""
    made = BytesIO()
    pdf.save(
        made,
        compress_streams=False,
        stream_decode_level=pikepdf.StreamDecodeLevel.none,
        deterministic_id=True,
    )
    return made.getvalue()


def mend_stream_ends(pdf: pikepdf.Pdf) -> None:
    """Let no packed stream end with CR: with the LF after it, readers may take both for the line's end.

    A line break more does no harm to contents, fonts and character maps; pictures are left alone.
    """
    for thing in pdf.objects:
        if not isinstance(thing, pikepdf.Stream) or thing.get("/Subtype") == "/Image":
            continue
        if thing.read_raw_bytes().endswith(b"\r"):
            packed = zlib.compress(thing.read_bytes() + b"\n")
            thing.write(packed, filter=pikepdf.Name.FlateDecode)

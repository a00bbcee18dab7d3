"""案卷: cover, list of contents, the papers with page numbers, end note, bound into one PDF.

Runs in the limited process of ``render`` only.  Papers of ours are bound as they were stored; pictures
become pages of ours; foreign PDFs go through ``scans``.  Numbers are stamped in the upper right corner,
counted from 1 at the first paper; cover, contents and end note bear none, as archives do it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pikepdf

from kgsup.documents.adapters import scans
from kgsup.documents.adapters.pdf import (
    CERTIFICATES,
    CannotRender,
    Made,
    finished,
    laid_out,
    mend_stream_ends,
    paper_style,
    save,
    templated,
)
from kgsup.documents.rules.texts import with_boxes

POINTS_PER_MM = 72 / 25.4
STAMP_MM = (24, 8)  # the pages of stamps.html
STAMP_MARGIN_MM = (9, 6)  # from the right and the upper edge
A4_WIDTH = 210 * POINTS_PER_MM


@dataclass(frozen=True, kw_only=True)
class Part:
    """A paper with its pages: ``first`` to ``last``, both inclusive, as they are stamped."""

    title: str
    number: str
    dated_on: str | None
    responsible: str
    remark: str
    first: int
    last: int
    sha256: str
    is_scan: bool
    pdf: pikepdf.Pdf | None  # none: a picture
    kept_as_it_is: bool  # a foreign PDF that is not archival


@dataclass(frozen=True)
class Bound:
    """What cover, contents and end note say of the parts."""

    parts: Sequence[Part]

    @property
    def pages(self) -> int:
        return self.parts[-1].last if self.parts else 0

    @property
    def scans(self) -> int:
        return sum(part.is_scan for part in self.parts)

    @property
    def kept(self) -> list[int]:
        return [number for number, part in enumerate(self.parts, 1) if part.kept_as_it_is]

    @property
    def pictures(self) -> list[str]:
        """The contents that become a page each, in order."""
        return [part.sha256 for part in self.parts if part.pdf is None]


def make_case_file(frozen: Mapping[str, Any], contents: Mapping[str, bytes]) -> Made:
    """Bind a file from frozen facts; ``contents`` maps SHA-256 to the bytes of each part.

    Raises ``CannotRender`` when a part is missing, empty or cannot be read.
    """
    paper = with_boxes(dict(frozen), frozen["handwritten"])
    bound = Bound(list(_opened(paper["facts"]["parts"], contents)))
    pictures = {name: contents[name] for name in bound.pictures}
    page = templated("case_file.html", paper=paper, facts=paper["facts"], bound=bound)
    style = paper_style() + (CERTIFICATES / "case_file.css").read_text(encoding="utf-8")
    document = laid_out(page, style, pictures)
    end = _first_page_with(document.pages, "end-note")
    first_picture = _first_page_with(document.pages, "picture-0") if pictures else None
    with pikepdf.open(BytesIO(finished(document).pdf)) as file:
        _bind(file, bound, end, len(file.pages) if first_picture is None else first_picture)
        return Made(save(file), len(file.pages))


def _opened(parts: Sequence[Mapping[str, Any]], contents: Mapping[str, bytes]) -> Iterator[Part]:
    """Open each part and count its pages."""
    first = 1
    for part in parts:
        sha256 = part["document_sha256"] or part["evidence_sha256"]
        is_scan = part["document_sha256"] is None
        pdf, is_archival = _opened_one(part["title"], contents.get(sha256), is_scan)
        count = len(pdf.pages) if pdf else 1
        if count == 0:
            raise CannotRender(f"no page in {part['title']}")
        yield Part(
            **{name: part[name] for name in ("title", "number", "dated_on", "responsible")},
            remark=part["remark"],
            first=first,
            last=first + count - 1,
            sha256=sha256,
            is_scan=is_scan,
            pdf=pdf,
            kept_as_it_is=not is_archival,
        )
        first += count


def _opened_one(
    title: str, content: bytes | None, is_scan: bool
) -> tuple[pikepdf.Pdf | None, bool]:
    """The PDF of a part, none for a picture, and whether it keeps the file archival."""
    if not content:
        raise CannotRender(f"the bytes are missing: {title}")
    if content.startswith(b"\xff\xd8\xff"):
        return None, True
    try:
        pdf = pikepdf.open(BytesIO(content))
        scans.quiet(pdf)
        return pdf, not is_scan or all(map(scans.holds_pictures_only, pdf.pages))
    except pikepdf.PdfError as error:
        raise CannotRender(f"cannot be read: {title}: {error}") from None


def _first_page_with(pages: Sequence[Any], anchor: str) -> int:
    return next(number for number, page in enumerate(pages) if anchor in page.anchors)


def _bind(file: pikepdf.Pdf, bound: Bound, end: int, pictures: int) -> None:
    """Put the parts between contents and end note; ``end`` and ``pictures`` are their first pages."""
    own_pages = list(file.pages)
    end_pages, picture_pages = own_pages[end:pictures], iter(own_pages[pictures:])
    del file.pages[end:]
    for part in bound.parts:
        file.pages.extend(part.pdf.pages if part.pdf else [next(picture_pages)])
    file.pages.extend(end_pages)
    _stamp(file, end, bound.pages)
    _mark(file, bound, end)
    if bound.kept:
        _drop_archival_mark(file)
    mend_stream_ends(file)


def _stamp(file: pikepdf.Pdf, start: int, count: int) -> None:
    """Stamp 1 to ``count`` on the pages from ``start``."""
    if not count:
        return
    page = templated("documents/certificates/stamps.html", numbers=range(1, count + 1))
    with pikepdf.open(BytesIO(finished(laid_out(page, paper_style())).pdf)) as stamps:
        for number, stamp in enumerate(stamps.pages, 1):
            _stamp_one(file.pages[start + number - 1], stamp, number)


def _stamp_one(page: pikepdf.Page, stamp: pikepdf.Page, number: int) -> None:
    """As ``Page.add_overlay`` does it, with a name that is the same each time the file is made."""
    name = pikepdf.Name(f"/Stamp{number}")
    form = stamp.as_form_xobject()
    page.add_resource(form, pikepdf.Name.XObject, name)
    page.contents_add(b"q\n", prepend=True)
    placement = page.calc_form_xobject_placement(
        form,
        name,
        _corner(page),
        invert_transformations=True,
        allow_shrink=True,
        allow_expand=True,
    )
    page.contents_add(b"Q\n" + placement)
    page.contents_coalesce()


def _corner(page: pikepdf.Page) -> pikepdf.Rectangle:
    """Where the stamp goes: the upper right corner as a reader sees the page, however it lies.

    Larger and smaller sheets get a larger and smaller stamp.
    """
    left, bottom, right, top = (float(edge) for edge in page.cropbox)
    scale = min(right - left, top - bottom) / A4_WIDTH * POINTS_PER_MM
    width, height = (length * scale for length in STAMP_MM)
    aside, down = (length * scale for length in STAMP_MARGIN_MM)
    turned = int(page.obj.get("/Rotate", 0)) % 360
    if turned == 90:
        return _box(left + down, top - aside - width, height, width)
    if turned == 180:
        return _box(left + aside, bottom + down, width, height)
    if turned == 270:
        return _box(right - down - height, bottom + aside, height, width)
    return _box(right - aside - width, top - down - height, width, height)


def _box(left: float, bottom: float, width: float, height: float) -> pikepdf.Rectangle:
    return pikepdf.Rectangle(left, bottom, left + width, bottom + height)


def _mark(file: pikepdf.Pdf, bound: Bound, start: int) -> None:
    """Bookmarks for every part, and page labels that say what is stamped."""
    if "/Names" in file.Root:
        del file.Root.Names  # the anchors by which our own pages were found
    with file.open_outline() as outline:
        outline.root.clear()
        titles = [("封面", 0), ("卷内目录", 1)]
        titles += [
            (f"{number}. {part.title}", start + part.first - 1)
            for number, part in enumerate(bound.parts, 1)
        ]
        titles.append(("备考表", start + bound.pages))
        outline.root.extend(pikepdf.OutlineItem(title, at) for title, at in titles)
    roman, arabic = pikepdf.Dictionary(S=pikepdf.Name.r), pikepdf.Dictionary(S=pikepdf.Name.D)
    labels = [0, roman, start, arabic] if bound.pages else [0, roman]
    ending = pikepdf.Dictionary(P=pikepdf.String("备考表"))
    file.Root.PageLabels = pikepdf.Dictionary(
        Nums=pikepdf.Array([*labels, start + bound.pages, ending])
    )


def _drop_archival_mark(file: pikepdf.Pdf) -> None:
    """A file with a part that is not archival does not say that it is."""
    with file.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        for name in ("pdfaid:part", "pdfaid:conformance"):
            if name in metadata:
                del metadata[name]

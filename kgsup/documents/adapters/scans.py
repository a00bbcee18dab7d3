"""Foreign PDFs on their way into a file: what is shown stays, what acts goes, and what conforms is told.

A scanner writes pages that hold pictures and nothing else.  Such pages satisfy PDF/A-2b within our
container (its output intent gives device colours their meaning), so the file keeps its mark.  Anything
more (foreign fonts, printers' colours, blending) is bound as it is and costs the file its mark: redrawing
it as pictures would lose text and sharpness of the very paper that is to be kept.
"""

from collections.abc import Iterator
from typing import Any

import pikepdf

# What acts, or describes the paper to programs; nothing of it is seen.
UNSEEN = (
    "/AA", "/Annots", "/B", "/Dur", "/Metadata", "/PieceInfo", "/PresSteps", "/StructParents",
    "/Tabs", "/Thumb", "/Trans",
)  # fmt: skip
DRAWING = frozenset(
    ("q", "Q", "cm", "Do", "g", "G", "rg", "RG", "re", "W", "W*", "n", "f", "F",
     "f*", "m", "l", "c", "v", "y", "h", "S", "s",
     "B", "B*", "b", "b*", "w", "J", "j", "M", "d", "BMC", "EMC")
)  # fmt: skip
FILTERS = frozenset(
    ("/DCTDecode", "/FlateDecode", "/CCITTFaxDecode", "/JBIG2Decode", "/RunLengthDecode",
     "/ASCII85Decode", "/ASCIIHexDecode")
)  # fmt: skip  # PDF/A knows no LZW; of JPEG 2000 only parts
DEPTH = 4  # of forms within forms


def quiet(pdf: pikepdf.Pdf) -> None:
    """Draw what annotations and filled-in fields show into the pages, and take away what acts."""
    if "/AcroForm" in pdf.Root:
        pdf.generate_appearance_streams()
    pdf.flatten_annotations("all")
    for page in pdf.pages:
        for key in UNSEEN:
            if key in page.obj:
                del page.obj[key]


def holds_pictures_only(page: pikepdf.Page) -> bool:
    """Tell whether a page is what a scanner writes; its transparency group, if any, has no use then."""
    if not _draws_plainly(page.obj, page.resources, DEPTH):
        return False
    if "/Group" in page.obj:
        del page.obj["/Group"]
    return True


def _draws_plainly(content: Any, resources: Any, depth: int) -> bool:
    known = {"/ProcSet", "/XObject", "/ColorSpace"}
    if depth == 0 or any(len(resources[key]) for key in resources if key not in known):
        return False
    if not all(_is_plain_colour(one) for one in resources.get("/ColorSpace", {}).values()):
        return False
    if not all(_is_plain(one, depth) for one in resources.get("/XObject", {}).values()):
        return False
    return all(name in DRAWING for name in _operators(content))


def _operators(content: Any) -> Iterator[str]:
    for instruction in pikepdf.parse_content_stream(content):
        yield str(instruction.operator)


def _is_plain(thing: Any, depth: int) -> bool:
    if thing.get("/Subtype") == "/Form":
        has_more = any(key in thing for key in ("/Group", "/OPI", "/PS", "/Ref"))
        return not has_more and _draws_plainly(
            thing, thing.get("/Resources", pikepdf.Dictionary()), depth - 1
        )
    return thing.get("/Subtype") == "/Image" and _is_plain_picture(thing)


def _is_plain_picture(picture: Any) -> bool:
    filters = picture.get("/Filter", pikepdf.Array())
    names = [filters] if isinstance(filters, pikepdf.Name) else list(filters)
    if not all(str(name) in FILTERS for name in names):
        return False
    if any(key in picture for key in ("/Alternates", "/OPI", "/F")) or picture.get("/Interpolate"):
        return False
    if "/SMask" in picture and not _is_plain_picture(picture["/SMask"]):
        return False
    return bool(picture.get("/ImageMask")) or _is_plain_colour(picture.get("/ColorSpace"))


def _is_plain_colour(space: Any) -> bool:
    """Grey or red, green and blue: what the file's output intent or a profile of its own explains."""
    if isinstance(space, pikepdf.Name):
        return space in ("/DeviceGray", "/DeviceRGB")
    if not isinstance(space, pikepdf.Array) or not len(space):
        return False
    family = str(space[0])
    if family == "/Indexed":
        return _is_plain_colour(space[1])
    if family == "/ICCBased":
        return int(space[1].get("/N", 0)) in (1, 3)
    return family in ("/CalGray", "/CalRGB")

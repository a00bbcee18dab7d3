"""Small PDFs as scanners, word processors and attackers make them."""

import io
from collections.abc import Callable

import pikepdf
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

A4 = (595, 842)


def saved(pdf: pikepdf.Pdf, **options: object) -> bytes:
    stream = io.BytesIO()
    pdf.save(stream, deterministic_id=True, **options)
    return stream.getvalue()


def scan(
    pages: int = 1, *, size: tuple[int, int] = A4, turned: int = 0, colours: str = "RGB"
) -> bytes:
    """A PDF with one picture a page, a black bar near its upper edge."""
    picture = Image.new("RGB", (400, 560), "white")
    picture.paste((0, 0, 0), (40, 40, 360, 60))
    stream = io.BytesIO()
    picture.convert(colours).save(stream, "JPEG")
    space = {"RGB": Name.DeviceRGB, "L": Name.DeviceGray, "CMYK": Name.DeviceCMYK}[colours]
    pdf = pikepdf.new()
    for _ in range(pages):
        pdf.add_blank_page(page_size=size)
        page = pdf.pages[-1]
        drawn = pdf.make_stream(
            stream.getvalue(), Type=Name.XObject, Subtype=Name.Image, Width=400, Height=560,
            BitsPerComponent=8, ColorSpace=space, Filter=Name.DCTDecode,
        )  # fmt: skip
        page.Resources = Dictionary(XObject=Dictionary(Im0=drawn))
        page.Contents = pdf.make_stream(f"q {size[0]} 0 0 {size[1]} 0 0 cm /Im0 Do Q".encode())
        if turned:
            page.obj.Rotate = turned
    return saved(pdf)


def locked() -> bytes:
    with pikepdf.open(io.BytesIO(scan())) as pdf:
        stream = io.BytesIO()
        pdf.save(stream, encryption=pikepdf.Encryption(owner="a", user="b"))
        return stream.getvalue()


def locked_without_password() -> bytes:
    """Opens without a password, but forbids printing: a copy of it could not be bound."""
    with pikepdf.open(io.BytesIO(scan())) as pdf:
        stream = io.BytesIO()
        pdf.save(stream, encryption=pikepdf.Encryption(owner="a", user=""))
        return stream.getvalue()


def changed(change: Callable[[pikepdf.Pdf], None]) -> bytes:
    with pikepdf.open(io.BytesIO(scan())) as pdf:
        change(pdf)
        return saved(pdf)


def _opens_with_script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def _named_script(pdf: pikepdf.Pdf) -> None:
    action = pdf.make_indirect(Dictionary(S=Name.JavaScript, JS=String("app.alert(1)")))
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), action])))


def _launches(pdf: pikepdf.Pdf) -> None:
    link = Dictionary(
        Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]),
        A=Dictionary(S=Name.Launch, F=String("cmd.exe")),
    )  # fmt: skip
    pdf.pages[0].Annots = Array([pdf.make_indirect(link)])


def _holds_a_file(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["a.exe"] = pikepdf.AttachedFileSpec(pdf, b"MZ", filename="a.exe")


def _pins_a_file(pdf: pikepdf.Pdf) -> None:
    pin = Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=Array([0, 0, 9, 9]))
    pdf.pages[0].Annots = Array([pdf.make_indirect(pin)])


def _sends_a_form(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.AA = Dictionary(
        O=Dictionary(S=Name.SubmitForm, F=String("http://127.0.0.1:9/"))
    )


def _is_a_program_form(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm = Dictionary(Fields=Array(), XFA=pdf.make_stream(b"<xdp/>"))


def _plays(pdf: pikepdf.Pdf) -> None:
    film = Dictionary(Type=Name.Annot, Subtype=Name.RichMedia, Rect=Array([0, 0, 9, 9]))
    pdf.pages[0].Annots = Array([pdf.make_indirect(film)])


ACTING = {
    "a script on opening": _opens_with_script,
    "a named script": _named_script,
    "a link that starts a program": _launches,
    "a file inside": _holds_a_file,
    "a file pinned to a page": _pins_a_file,
    "a page that sends a form": _sends_a_form,
    "a form of another kind": _is_a_program_form,
    "a film": _plays,
}

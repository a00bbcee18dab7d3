"""A picture as a PDF of one A4 page: what a scanner makes of a sheet of paper."""

from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name

A4 = (595, 842)  # points


def pdf_of_picture(jpeg: bytes) -> bytes:
    """Put a grey JPEG on a page of its own; the same picture gives the same bytes."""
    width, height = _size_of(jpeg)
    made = BytesIO()
    with pikepdf.new() as pdf:
        picture = pdf.make_stream(
            jpeg,
            {
                "/Type": Name.XObject,
                "/Subtype": Name.Image,
                "/Width": width,
                "/Height": height,
                "/ColorSpace": Name.DeviceGray,
                "/BitsPerComponent": 8,
                "/Filter": Name.DCTDecode,
            },
        )
        content = pdf.make_stream(f"q {A4[0]} 0 0 {A4[1]} 0 0 cm /Scan Do Q".encode())
        page = Dictionary(
            Type=Name.Page,
            MediaBox=Array([0, 0, *A4]),
            Contents=content,
            Resources=Dictionary(XObject=Dictionary(Scan=picture)),
        )
        pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
        pdf.save(made, deterministic_id=True)
    return made.getvalue()


def _size_of(jpeg: bytes) -> tuple[int, int]:
    """Width and height from the frame header of a JPEG; raises ``ValueError`` for anything else."""
    at = 2
    while at + 9 < len(jpeg):
        marker, length = jpeg[at + 1], int.from_bytes(jpeg[at + 2 : at + 4], "big")
        if marker in {0xC0, 0xC1, 0xC2}:
            height = int.from_bytes(jpeg[at + 5 : at + 7], "big")
            return int.from_bytes(jpeg[at + 7 : at + 9], "big"), height
        at += 2 + length
    raise ValueError("not a JPEG")

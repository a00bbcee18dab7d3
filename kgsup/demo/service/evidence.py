"""Drawn pictures as photographs, and one sample sheet that stands for the scans of old paper records."""

import datetime as dt
from dataclasses import dataclass
from importlib import resources

from kgsup.access.actor import Actor, system_actor
from kgsup.demo.adapters import sheet
from kgsup.documents import service as documents
from kgsup.documents.adapters import archive
from kgsup.documents.service import Stored
from kgsup.files import service as files

# The drawings by the numbers of the findings library at which they are shown.
PHOTOS = {
    7: "photo-extinguisher.jpg",
    8: "photo-exit.jpg",
    21: "photo-board.jpg",
    24: "photo-board.jpg",
}
SCAN = "scan.jpg"


@dataclass(frozen=True, kw_only=True)
class Pictures:
    """Public ids of the evidence, and the sample sheet as it lies in the archive of papers."""

    scan: str
    photos: dict[int, str]
    sample: Stored
    keeper: Actor


def store_pictures(county_code: str, actor: Actor, at: dt.datetime) -> Pictures:
    """Store the drawings as evidence and the sample sheet as a PDF."""
    stored = {
        name: files.store_photo(_bytes_of(name), county_code, actor, at).public_id
        for name in sorted({SCAN, *PHOTOS.values()})
    }
    return Pictures(
        scan=stored[SCAN],
        photos={number: stored[name] for number, name in PHOTOS.items()},
        sample=sample_sheet(),
        keeper=system_actor("worker", county_code),
    )


def sample_sheet() -> Stored:
    """The sample sheet as it lies in the archive of papers."""
    pdf = sheet.pdf_of_picture(_bytes_of(SCAN))
    return Stored(sha256=archive.write(pdf), size=len(pdf), page_count=1)


def _bytes_of(name: str) -> bytes:
    return resources.files("kgsup.demo").joinpath("data", name).read_bytes()


def store_sample(document: str, pictures: Pictures, at: dt.datetime) -> None:
    """Give an old paper the sample sheet as its bytes: its original is paper, nothing is rendered."""
    documents.store_rendering(document, pictures.sample, pictures.keeper, at)

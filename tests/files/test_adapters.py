"""Photos: what is refused, what is left of what is taken, and the store."""

import io
import os
import struct
import zlib

import pytest
from PIL import Image

from kgsup.core.errors import Busy, RuleViolation
from kgsup.files.adapters import image, store

SECRET = b"CANARY-GPS-31.2304N"


def picture(kind: str = "JPEG", size: tuple[int, int] = (1600, 1200), **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (20, 120, 110)).save(out, kind, **options)
    return out.getvalue()


def with_metadata() -> bytes:
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()  # ImageDescription
    return picture(exif=exif, comment=SECRET, icc_profile=SECRET) + SECRET


def bomb() -> bytes:
    """A small PNG that says it is 60,000 × 60,000."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 1_000_000)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_shrunk_to_1280_pixels(kind):
    result = image.reencode(picture(kind))
    assert (result.width, result.height) == (1280, 960)
    with Image.open(io.BytesIO(result.content)) as again:
        assert (again.format, again.size) == ("JPEG", (1280, 960))


def test_a_small_photo_is_not_enlarged():
    result = image.reencode(picture(size=(300, 200)))
    assert (result.width, result.height) == (300, 200)


def test_a_photo_taken_upright_stays_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90°
    result = image.reencode(picture(size=(400, 300), exif=exif))
    assert (result.width, result.height) == (300, 400)


def test_nothing_but_the_picture_survives():
    source = with_metadata()
    assert SECRET in source
    content = image.reencode(source).content
    assert SECRET not in content
    with Image.open(io.BytesIO(content)) as again:
        assert not again.getexif()
        assert "comment" not in again.info


HOSTILE = {
    "a bomb": bomb(),
    "an SVG": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "a web page": b"<!DOCTYPE html><title>x</title>",
    "a GIF with a script behind it": b"GIF89a" + b"\0" * 20 + b"<script>alert(1)</script>",
    "half a JPEG": picture()[:2000],
    "nothing": b"",
    "noise": os.urandom(5000),
    "a PDF": b"%PDF-1.7\n%%EOF",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_anything_else_is_refused(name):
    with pytest.raises(RuleViolation):
        image.reencode(HOSTILE[name])


POLYGLOTS = {
    "a page behind the picture": picture() + b"<html><script>alert(1)</script></html>",
    "a script in its comment": picture(comment=b"<script>alert(1)</script>"),
    "an archive": picture() + b"PK\x03\x04" + b"x" * 50 + b"PK\x05\x06" + b"\0" * 18,
    "a PDF": picture() + b"%PDF-1.7\n1 0 obj",
    "a PHP script": picture("PNG") + b"<?php system($_GET[0]);",
}


@pytest.mark.parametrize("name", POLYGLOTS)
def test_a_picture_that_is_something_else_too_is_refused(name):
    with pytest.raises(RuleViolation):
        image.reencode(POLYGLOTS[name])


def test_what_a_camera_puts_behind_a_picture_is_dropped():
    content = image.reencode(picture() + b"\0\0\0\x18ftypmp42" + b"film" * 99).content
    assert b"ftypmp42" not in content


def test_many_photos_at_once_wait_their_turn_or_are_told_to(monkeypatch):
    monkeypatch.setattr(image, "TURN_SECONDS", 0)
    held = [image._turns.acquire() for _ in range(image.AT_ONCE)]
    try:
        with pytest.raises(Busy):
            image.reencode(picture())
    finally:
        for _ in held:
            image._turns.release()
    assert image.reencode(picture()).width == 1280


def test_a_photo_over_the_limit_is_refused_before_decoding():
    with pytest.raises(RuleViolation):
        image.reencode(b"\0" * (image.MAX_UPLOAD_BYTES + 1))


def test_contents_are_stored_once_and_checked_when_read(app, tmp_path):
    store.use_root(tmp_path)
    sha256 = store.write(b"one")
    assert store.write(b"one") == sha256
    assert store.read(sha256) == b"one"
    store.path_of(sha256).write_bytes(b"two")
    with pytest.raises(ValueError, match="changed"):
        store.read(sha256)


def test_a_full_disk_leaves_no_half_file(app, tmp_path, monkeypatch):
    store.use_root(tmp_path)

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        store.write(b"three")
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []


@pytest.fixture(autouse=True)
def _root_back(app):
    yield
    store.use_root(app.config["KGSUP_SETTINGS"].instance)

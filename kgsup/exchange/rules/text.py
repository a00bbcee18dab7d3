"""Text as it is stored: ordinary digits and letters, no stray blanks, no invisible characters."""

import re
import unicodedata

# Full-width digits and Latin letters, never full-width punctuation: （ and ） belong to names.
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF5B) if chr(code).isalnum()}
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000e-\u001f\u007f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
_BLANKS = re.compile(r"\s+")
_CHINESE = "\u3400-\u4dbf\u4e00-\u9fff\u3007（）、，。：；"
_BLANK_BETWEEN_CHINESE = re.compile(rf"(?<=[{_CHINESE}]) (?=[{_CHINESE}])")
_FULL_WIDTH_HYPHEN = re.compile(r"(?<=[0-9A-Za-z])－(?=[0-9A-Za-z])")
# Radicals and compatibility forms that come out of a PDF look right but are other characters.
_COMPATIBILITY = re.compile("[\u2e80-\u2fdf\uf900-\ufaff]")
_NEEDS_CARE = re.compile(
    "[\u0000-\u001f\u007f-\u00a0\u00ad\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2069"
    "\u2e80-\u2fdf\u3000\uf900-\ufaff\ufeff\uff0d\uff10-\uff5a]|^ | $|  |[^ -~] [^ -~]"
)


def clean(text: str) -> str:
    """Normalise a text; idempotent, and the same object when there is nothing to do."""
    if not _NEEDS_CARE.search(text):
        return text
    text = _INVISIBLE.sub("", text.translate(_FULL_WIDTH))
    text = _COMPATIBILITY.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    text = _FULL_WIDTH_HYPHEN.sub("-", text)
    text = _BLANKS.sub(" ", text).strip(" ")
    return _BLANK_BETWEEN_CHINESE.sub("", text)


_NOT_COMPARED = re.compile(r"[\s()（）\[\]【】〔〕·•.,，、。;；:：“”\"'\-–—－_/]")


def comparable(text: str | None) -> str:
    """What two names or addresses are compared by: no blanks, no punctuation, small letters."""
    return _NOT_COMPARED.sub("", clean(text or "")).lower()

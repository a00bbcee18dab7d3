"""The phone's files: small, without a stranger's help, and every word of them translated."""

import gzip
import re

from kgsup.core.settings import PROJECT

STATIC = PROJECT / "kgsup" / "static"
OWN = sorted((STATIC / "js" / "phone").glob("*.js"))
LIMIT_BYTES = 50 * 1024


def test_own_and_third_party_code_together_are_small() -> None:
    vendor = [STATIC / "vendor" / "signature_pad.js"]
    content = b"".join(path.read_bytes() for path in [*OWN, *vendor])
    assert len(gzip.compress(content)) < LIMIT_BYTES


def test_every_word_of_the_page_is_in_the_template_and_used() -> None:
    template = (PROJECT / "templates" / "phone" / "_words.html").read_text()
    given = set(re.findall(r'^  "(\w+)": _\(', template, re.MULTILINE))
    code = "\n".join(path.read_text() for path in OWN)
    assert set(re.findall(r'\bt\("(\w+)"', code)) == given


def test_the_page_reaches_no_other_site_and_writes_no_markup() -> None:
    for path in OWN:
        code = path.read_text()
        assert not re.search(r"https?://", code), path.name
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", code)


def test_the_page_computes_no_legal_date() -> None:
    """Correction dates come from the server's table: only the day of now is formed here."""
    for path in OWN:
        assert not re.search(r"setDate\(\w+\.getDate|getDay\(\)|86400", path.read_text()), path.name

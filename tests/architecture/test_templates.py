"""No dead templates, no unused macro imports, no inline script or style."""

import re

from kgsup.core.settings import PROJECT

TEMPLATES = PROJECT / "templates"
SOURCE = "\n".join(p.read_text() for p in (PROJECT / "kgsup").rglob("*.py"))
# The parts under which names are put together from an enum or a status, not written out.
COMPUTED = ("_errors/", "documents/kinds/", "mail/", "style_guide/")
# What becomes PDF, never a page: its style is its own.
PRINTED = ("documents/kinds/", "documents/certificates/")


def templates() -> dict[str, str]:
    return {
        str(path.relative_to(TEMPLATES)): path.read_text()
        for path in sorted(TEMPLATES.rglob("*.html"))
    }


def test_every_template_is_shown_or_included():
    texts = templates()
    together = SOURCE + "\n".join(texts.values())
    dead = [n for n in texts if not n.startswith(COMPUTED) and f'"{n}"' not in together]
    assert dead == []


def test_every_imported_macro_is_used():
    unused = []
    for name, text in templates().items():
        for names in re.findall(r"{% from \"[^\"]+\" import ([^%]+?)(?: with context)? %}", text):
            for macro in (part.strip().split(" as ")[-1] for part in names.split(",")):
                if len(re.findall(rf"\b{re.escape(macro)}\(", text)) == 0:
                    unused.append(f"{name}: {macro}")
    assert unused == []


def test_pages_hold_no_inline_script_or_style():
    """The Content-Security-Policy forbids them; blocks of data are not scripts."""
    for name, text in templates().items():
        if name.startswith(PRINTED):
            continue
        scripts = re.findall(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>", text)
        assert not scripts, name
        assert not re.search(r"\sstyle=|<style\b|\son[a-z]+=\"", text), name

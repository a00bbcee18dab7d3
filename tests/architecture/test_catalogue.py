"""The Chinese catalogue is complete, and each language stays in its place."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from kgsup.core.settings import PROJECT

FOLDER = PROJECT / "kgsup" / "translations" / "zh_Hans_CN" / "LC_MESSAGES"
KEYWORDS = {name: None for name in ("_", "N_", "_l", "gettext", "lazy_gettext")} | {
    "ngettext": (1, 2)
}  # as script/translate names them
NOT_SEARCHED = {"__pycache__", "node_modules", "instance", "tests", "translations"}

PLACEHOLDER = re.compile(r"%\([a-z_]+\)[a-z]|\{[a-z_]+\}|%%")
CHINESE = re.compile(r"[\u3400-\u9fff]")
# Words that Chinese pages write as they are.
SAME_IN_CHINESE = {"Excel", "PDF", "SHA-256"}
# What an English sentence may quote in Chinese: a column's head, a law, a number, a kind of service,
# the law's own word behind its English one, and what is typed or printed as it stands.
QUOTED = re.compile(
    r"教民1\{area\}6\{n:06d\}0号|教民|幼儿园名称|留置送达|青教函〔\d+〕\d+号"
    r"|(?:学前教育法|行政许可法|民法典) \d+"
    r"|\((?:撤回|撤销|吊销|注销|合格|基本合格|不合格)\)"
    r"|休|班|国庆节|临江镇中心幼儿园:12;升入小学:8|关于|的决定"
)
# An example of what is typed keeps the punctuation in which it is typed.
EXAMPLE = re.compile(r"“[^”]*”")


def sources() -> Catalog:
    """The marked messages as they stand in the code and the templates now."""
    with (PROJECT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(
        PROJECT,
        method_map=methods,
        options_map=options,
        keywords=KEYWORDS,
        directory_filter=lambda path: (
            Path(path).name not in NOT_SEARCHED and not Path(path).name.startswith(".")
        ),
    )
    catalogue = Catalog()
    for _file, _line, message, _comments, _context in found:
        catalogue.add(message)
    return catalogue


def kept() -> Catalog:
    with (FOLDER / "messages.po").open("rb") as file:
        return read_po(file, locale="zh_Hans_CN")


@pytest.fixture(scope="module")
def marked() -> Catalog:
    return sources()


@pytest.fixture(scope="module")
def chinese() -> Catalog:
    return kept()


def messages(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def english(message: Message) -> list[str]:
    return [message.id] if isinstance(message.id, str) else list(message.id)


def translations(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


def test_layouts_and_macros_are_searched_too(marked: Catalog):
    assert "Skip to the content" in marked
    assert "(optional)" in marked


def test_every_marked_message_is_in_the_catalogue_and_nothing_else(
    marked: Catalog, chinese: Catalog
):
    """Run script/translate after adding or changing a message."""
    wanted = {tuple(english(message)) for message in messages(marked)}
    present = {tuple(english(message)) for message in messages(chinese)}
    assert sorted(wanted - present) == []
    assert sorted(present - wanted) == []
    assert dict(chinese.obsolete) == {}


def test_every_message_is_translated_for_good(chinese: Catalog):
    untranslated = [m.id for m in messages(chinese) if not all(translations(m))]
    assert untranslated == []
    assert [m.id for m in messages(chinese) if m.fuzzy] == []
    assert chinese.num_plurals == 1


def test_translations_have_the_placeholders_of_their_message(chinese: Catalog):
    wrong = []
    for message in messages(chinese):
        wanted = sorted(PLACEHOLDER.findall(english(message)[-1]))
        for text in translations(message):
            if sorted(PLACEHOLDER.findall(text)) != wanted:
                wrong.append((message.id, text))
    assert wrong == []


def test_sources_are_english_and_translations_chinese(chinese: Catalog):
    chinese_sources = [
        m.id
        for m in messages(chinese)
        if any(CHINESE.search(QUOTED.sub("", e)) for e in english(m))
    ]
    assert chinese_sources == []
    left_over = [
        m.id
        for m in messages(chinese)
        if not set(english(m)) <= SAME_IN_CHINESE and set(translations(m)) & set(english(m))
    ]
    assert left_over == []


def test_chinese_is_punctuated_as_chinese(chinese: Catalog):
    """No dash of English, no half-width comma, colon, semicolon or question mark after a character."""
    wrong = [
        text
        for message in messages(chinese)
        for text in translations(message)
        if "—— " in text
        or " — " in text
        or re.search(r"[\u3400-\u9fff][,:;?!()]", EXAMPLE.sub("", text))
    ]
    assert wrong == []


def test_a_sentence_ends_as_one_in_both_languages(chinese: Catalog):
    wrong = []
    for message in messages(chinese):
        if english(message)[-1].endswith(".") and len(english(message)[-1]) > 5:
            wrong += [text for text in translations(message) if text[-1] not in "。}"]
    assert wrong == []


def test_no_machine_stands_in_the_catalogue():
    text = (FOLDER / "messages.po").read_text(encoding="utf-8")
    assert "#: " not in text  # places in files would change with every line of code
    assert "-Date:" not in text
    assert str(PROJECT) not in text

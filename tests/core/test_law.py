"""Citations as papers write them."""

import pytest

from kgsup.core.law import in_words


@pytest.mark.parametrize(
    ("citation", "words"),
    [
        ("学前教育法 52", "《中华人民共和国学前教育法》第五十二条"),
        ("学前教育法", "《中华人民共和国学前教育法》"),
        ("GB/T 29315", "《中小学、幼儿园安全防范要求》"),
        ("GB/T 29315 5", "《中小学、幼儿园安全防范要求》第五条"),
    ],
)
def test_a_citation_is_written_with_the_full_title_and_the_article_in_words(citation, words):
    assert in_words(citation) == words


def test_an_unknown_instrument_is_an_error():
    with pytest.raises(KeyError):
        in_words("无此办法 3")

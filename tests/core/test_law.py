"""Citations as papers write them."""

import pytest

from kgsup.core.law import all_in_words, in_words


@pytest.mark.parametrize(
    ("citation", "words"),
    [
        ("学前教育法 52", "《中华人民共和国学前教育法》第五十二条"),
        ("学前教育法", "《中华人民共和国学前教育法》"),
        ("GB/T 29315", "《中小学、幼儿园安全防范要求》"),
        ("GB/T 29315 5", "《中小学、幼儿园安全防范要求》第五条"),
        ("行政许可法 32.1(4)", "《中华人民共和国行政许可法》第三十二条第一款第四项"),
        ("行政许可法 50.2", "《中华人民共和国行政许可法》第五十条第二款"),
        ("行政许可法 70(5)", "《中华人民共和国行政许可法》第七十条第五项"),
        ("行政许可法 32.1(1)(2)", "《中华人民共和国行政许可法》第三十二条第一款第一项、第二项"),
    ],
)
def test_a_citation_is_written_with_the_full_title_and_the_article_in_words(citation, words):
    assert in_words(citation) == words


def test_an_unknown_instrument_is_an_error():
    with pytest.raises(KeyError):
        in_words("无此办法 3")


def test_citations_of_one_instrument_name_it_once():
    cited = ["学前教育法 29", "学前教育法 30", "行政许可法 38", "学前教育法 29", "GB/T 29315"]
    assert all_in_words(cited) == (
        "《中华人民共和国学前教育法》第二十九条、第三十条、"
        "《中华人民共和国行政许可法》第三十八条、《中小学、幼儿园安全防范要求》"
    )
    assert all_in_words([]) == ""

"""The papers on permits as PDFs: what each must say, with nothing optional, and at its longest."""

import dataclasses
import datetime as dt
import re

import pypdfium2
import pytest

from kgsup.documents.rules.facts import (
    AnnouncementFacts,
    ApplicantKind,
    BatchFacts,
    ChangeAct,
    EndedGround,
    NotAcceptedGround,
    PermitFacts,
    about,
)
from kgsup.documents.rules.kinds import KINDS, DocumentKind, Layout, Seal, title_of
from kgsup.documents.rules.texts import texts_of, to_json
from tests.documents import permit_samples
from tests.documents.drawn import check_archival, render, text_of
from tests.documents.permit_samples.demands import SAYS, WITH_REMEDIES

K = DocumentKind


def test_every_kind_of_a_permit_has_a_sample_and_its_demands():
    permits = {
        kind
        for kind, rule in KINDS.items()
        if issubclass(rule.facts, PermitFacts | AnnouncementFacts | BatchFacts)
    }
    assert permits == set(permit_samples.PERMIT_PAPERS) == set(SAYS)


FOOT = re.compile(r"(扫码或登录网址核验\S{10}核验码7KQ2-M4ZD-9XWB-3T5H\S+?9XWB3T5H)?—\d+—")


def flowing(text):
    """The text of a letter without what stands at the foot of its pages, where it cuts sentences."""
    return FOOT.sub("", text)


@pytest.fixture(scope="module")
def plain(renderer):
    """Text and pages of the plain paper of a kind, drawn once."""
    drawn = {}

    def of(kind):
        if kind not in drawn:
            rendered = render(renderer, kind, permit_samples.plain(kind))
            check_archival(rendered.pdf)
            drawn[kind] = (flowing(text_of(rendered.pdf)), rendered)
        return drawn[kind]

    return of


@pytest.mark.parametrize("kind", permit_samples.PERMIT_PAPERS)
def test_a_plain_paper_names_organ_title_number_party_date_and_check_code(plain, kind):
    facts = permit_samples.plain(kind)
    text, rendered = plain(kind)
    for expected in (
        "青禾县教育局",
        title_of(kind, to_json(facts)),
        "青教检录〔2026〕12号",
        about(to_json(facts)).partition("等")[0],
        "2026年11月19日",
    ):
        assert expected in text
    assert "7KQ2-M4ZD-9XWB-3T5H" in text_of(rendered.pdf)
    assert rendered.page_count <= 4
    assert "None" not in text


@pytest.mark.parametrize("kind", permit_samples.PERMIT_PAPERS)
def test_a_paper_says_what_the_law_asks_of_it(plain, kind):
    text, _rendered = plain(kind)
    assert [words for words in SAYS[kind] if words not in text] == []


@pytest.mark.parametrize("kind", permit_samples.PERMIT_PAPERS)
def test_a_paper_shows_where_its_seal_goes(plain, kind):
    text, _rendered = plain(kind)
    rule = KINDS[kind]
    assert ("（行政许可专用章）" in text) == (rule.seal is Seal.PERMIT)
    is_form = rule.layout is Layout.FORM  # on a letter the seal goes over organ and date
    assert ("（印章）" in text) == (rule.seal is Seal.ORGAN and is_form)


@pytest.mark.parametrize("kind", permit_samples.PERMIT_PAPERS)
def test_remedies_stand_where_a_right_is_touched_and_nowhere_else(plain, kind):
    text, _rendered = plain(kind)
    remedies = ("六十日内向青禾县人民政府申请行政复议", "六个月内依法向青禾县人民法院提起行政诉讼")
    assert all((words in text) == (kind in WITH_REMEDIES) for words in remedies)


@pytest.mark.parametrize("kind", permit_samples.PERMIT_PAPERS)
def test_whoever_gets_a_paper_reads_whom_to_ask(plain, kind):
    text, _rendered = plain(kind)
    internal = kind in {K.APPROVAL_SHEET, K.IMPOSSIBILITY_NOTE}
    assert ("联系方式：" in text) != internal


@pytest.mark.parametrize("kind", permit_samples.PERMIT_PAPERS)
def test_a_paper_without_anything_optional_is_whole(renderer, kind):
    rendered = render(renderer, kind, permit_samples.bare(kind))
    check_archival(rendered.pdf)
    text = text_of(rendered.pdf)
    assert "None" not in text
    for leftover in ("（）", "：。", "、。", "；。", "。。", "，，", "，。", "根据的规定"):
        assert leftover not in text


# A text that is given twice on a paper (in its heading and below) would be counted twice.
@pytest.mark.parametrize("kind", permit_samples.PERMIT_PAPERS)
def test_nothing_is_lost_or_cut_off_from_the_longest_paper(renderer, kind):
    facts = permit_samples.longest(kind)
    rendered = render(renderer, kind, facts)
    check_archival(rendered.pdf)
    given = sum(value.count("账") for value in texts_of(to_json(facts)))
    assert text_of(rendered.pdf).count("账") == given
    check_margins(rendered.pdf)
    check_seal_has_company(rendered.pdf, kind)


def check_margins(pdf: bytes) -> None:
    """No character reaches into the margins at the sides or below the foot."""
    document = pypdfium2.PdfDocument(pdf)
    mm = 72 / 25.4
    for sheet in document:
        texts = sheet.get_textpage()
        boxes = [texts.get_charbox(n) for n in range(texts.count_chars())]
        shown = [box for box in boxes if box[2] > box[0]]
        assert min(box[0] for box in shown) >= 20 * mm
        assert max(box[2] for box in shown) <= (210 - 20) * mm
        assert min(box[1] for box in shown) >= 7 * mm
    document.close()


def check_seal_has_company(pdf: bytes, kind: DocumentKind) -> None:
    """The page of the seal bears text of the paper (GB/T 9704 7.3.5.4)."""
    if KINDS[kind].layout is not Layout.FORM or not KINDS[kind].is_sealed:
        return
    document = pypdfium2.PdfDocument(pdf)
    last = document[len(document) - 1].get_textpage().get_text_bounded()
    document.close()
    assert "联系方式" in last
    assert len("".join(last.split())) > 200


def changed(kind, **values):
    return permit_samples.plain(kind, **values)


def drawn(renderer, kind, facts):
    rendered = render(renderer, kind, facts)
    check_archival(rendered.pdf)
    return text_of(rendered.pdf)


def test_an_acceptance_by_silence_says_so_and_what_does_not_count(renderer):
    facts = changed(K.ACCEPTANCE_NOTICE, is_deemed=True, not_counted=("听证所需时间",))
    text = drawn(renderer, K.ACCEPTANCE_NOTICE, facts)
    assert "第三十二条第一款第四项" in text
    assert "自2026年11月5日起即为受理" in text
    assert "依照《中华人民共和国行政许可法》第四十五条，下列时间不计算" in text
    assert "听证所需时间" in text


@pytest.mark.parametrize(
    ("ground", "words"),
    [
        (NotAcceptedGround.NOT_NEEDED, "第三十二条第一款第一项"),
        (NotAcceptedGround.NOT_OUR_POWER, "第三十二条第一款第二项"),
        (NotAcceptedGround.BARRED, "《中华人民共和国学前教育法》第七十八条"),
    ],
)
def test_each_ground_of_not_accepting_names_its_article(renderer, ground, words):
    facts = changed(K.NOT_ACCEPTED_NOTICE, ground=ground, article="学前教育法 78")
    assert words in drawn(renderer, K.NOT_ACCEPTED_NOTICE, facts)


@pytest.mark.parametrize(
    ("ground", "title", "words", "remedies"),
    [
        (EndedGround.WITHDRAWN, "撤回申请确认书", "苏小满于2026年11月10日书面要求撤回", False),
        (EndedGround.NOT_CORRECTED, "终止办理通知书", "期满没有收到全部补正材料", True),
        (EndedGround.WITHOUT_OBJECT, "终止办理通知书", "申请的事项已不能继续办理", True),
    ],
)
def test_each_way_in_which_a_procedure_ends(renderer, ground, title, words, remedies):
    facts = changed(
        K.PROCEDURE_ENDED_NOTICE,
        ground=ground,
        asked_by="苏小满",
        asked_on=dt.date(2026, 11, 10),
    )
    text = drawn(renderer, K.PROCEDURE_ENDED_NOTICE, facts)
    assert title in text
    assert words in text
    assert ("行政复议" in text) == remedies


@pytest.mark.parametrize(
    ("act", "title", "words"),
    [
        (ChangeAct.CONFIRMED, "变更核准通知书", "核准青禾县童心幼儿园变更下列事项"),
        (ChangeAct.APPROVED, "变更批准通知书", "批准青禾县童心幼儿园变更下列事项"),
        (ChangeAct.FILED, "变更备案通知书", "下列变更已经备案"),
    ],
)
def test_a_change_is_confirmed_approved_or_filed(renderer, act, title, words):
    text = drawn(renderer, K.CHANGE_APPROVED, changed(K.CHANGE_APPROVED, act=act, licence=None))
    assert title in text
    assert words in text
    assert "在许可证副本上注明变更事项" in text


def test_a_hearing_that_is_not_public_says_why(renderer):
    facts = changed(K.HEARING_NOTICE, is_public=False, closed_because="涉及商业秘密")
    assert "不公开举行：涉及商业秘密" in drawn(renderer, K.HEARING_NOTICE, facts)


def test_a_refused_renewal_has_reasons_and_remedies(renderer):
    facts = changed(K.RENEWAL_DECISION, new=None, reasons=("园舍经鉴定为危险房屋",))
    text = drawn(renderer, K.RENEWAL_DECISION, facts)
    assert "不予行政许可延续决定书" in text
    assert "园舍经鉴定为危险房屋。" in text
    assert "行政复议" in text
    assert "换发" not in text


def test_a_person_is_addressed_as_a_person(renderer):
    person = dataclasses.replace(
        permit_samples.plain(K.PERMIT_REFUSED).applicant,
        name="沈谷雨",
        code="9901**********0021",
        kind=ApplicantKind.PERSON,
    )
    text = drawn(renderer, K.PERMIT_REFUSED, changed(K.PERMIT_REFUSED, applicant=person))
    assert "沈谷雨（身份证件号码：9901**********0021）：" in text
    assert "你于2026年11月2日提出的设立幼儿园" in text
    assert "你单位" not in text
    assert "统一社会信用代码" not in text


def test_a_paper_of_the_party_does_not_call_another_name(renderer):
    """The kindergarten is named beside the matter only where somebody else applied for it."""
    text = drawn(renderer, K.EXTENSION_NOTICE, permit_samples.plain(K.EXTENSION_NOTICE))
    assert "变更举办者申请（收件编号" in text


@pytest.mark.parametrize("kind", [K.PERMIT_RECEIPT, K.ESTABLISHMENT_REPLY, K.APPROVAL_SHEET])
def test_marks_in_facts_are_printed_as_they_are(renderer, kind):
    hostile = '<img src="file:///etc/passwd">{{ 7 * 7 }}</td>'
    facts = permit_samples.plain(kind)
    facts = dataclasses.replace(
        facts, applicant=dataclasses.replace(facts.applicant, name=f"青禾{hostile}园")
    )
    assert '青禾<imgsrc="file:///etc/passwd">{{7*7}}</td>园' in drawn(renderer, kind, facts)


def test_a_missing_character_is_a_box_in_table_and_sentence(renderer):
    sign = "\U0001f984"
    facts = permit_samples.plain(K.CHANGE_APPROVED)
    (item,) = facts.changes
    facts = dataclasses.replace(facts, changes=(dataclasses.replace(item, after=f"张{sign}禾"),))
    rendered = render(renderer, K.CHANGE_APPROVED, facts, handwritten=[sign])
    check_archival(rendered.pdf)
    assert "张禾" in text_of(rendered.pdf)

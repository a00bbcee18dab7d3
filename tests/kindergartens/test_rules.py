"""The register's rules: no app, no database."""

import dataclasses
import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from kgsup.core.errors import RuleViolation
from kgsup.core.law import Article
from kgsup.kindergartens.rules import codes, counts, duplicates, facts, fees, licences, names
from kgsup.kindergartens.rules.alarms import Judged, wanted_alarms
from kgsup.kindergartens.rules.classification import (
    ARTICLES,
    AlarmKind,
    Facts,
    KindergartenClass,
    classify,
    is_inclusive,
    require_lawful,
    unlawful,
)
from kgsup.kindergartens.rules.counts import AgeGroup, GroupCount, OversizeKind
from kgsup.kindergartens.rules.duplicates import Entry, Reason
from kgsup.kindergartens.rules.facts import Field, Span
from kgsup.kindergartens.rules.identity import AssetKind, Ownership, SponsorKind, State
from kgsup.kindergartens.rules.licences import LicenceState, NewLicence, Standing

DAY = dt.date(2026, 11, 21)
ONE_DAY = dt.timedelta(days=1)

# ── names


@pytest.mark.parametrize(
    ("name", "pinyin"),
    [
        ("曾丽", "zeng li"),
        ("单雄", "shan xiong"),
        ("仇小禾", "qiu xiao he"),
        ("查良", "zha liang"),
        ("解放", "xie fang"),
        ("区小明", "ou xiao ming"),
        ("尉迟敬", "yu chi jing"),
        ("单于明", "chan yu ming"),
        ("田 小禾", "tian xiao he"),
        ("阿依古丽・买买提", "a yi gu li mai mai ti"),
        ("Anna Tian", "anna tian"),
        ("曾", "ceng"),
    ],
)
def test_surnames_are_read_as_surnames(name, pinyin):
    assert names.spell(names.person_syllables(name)) == pinyin


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("曾家村幼儿园", "zjcyey"),
        ("青禾县解庄幼儿园", "qhxxzyey"),
        ("单氏幼儿园", "ssyey"),
        ("理解家庭幼儿园", "ljjtyey"),
        ("曾经幼儿园", "cjyey"),
        ("青禾县第12幼儿园", "qhxd12yey"),
        ("小太阳(东区)幼儿园", "xtydqyey"),
    ],
)
def test_a_surname_in_a_name_is_read_as_one_only_where_it_is_meant(name, initials):
    assert names.initials(names.kindergarten_syllables(name)) == initials


@pytest.mark.parametrize("dot", "•．・·‧")
def test_dots_are_one_in_search_and_stay_as_written_elsewhere(dot):
    assert names.fold(f"芦笙{dot}寨") == "芦笙·寨"


@pytest.mark.parametrize(
    ("text", "folded"),
    [("ＡＢＣ 123", "abc123"), ("青禾（县）", "青禾县"), ("A|B", "ab"), ("  ", "")],
)
def test_widths_cases_blanks_and_punctuation_fold(text, folded):
    assert names.fold(text) == folded


@given(st.text(max_size=60))
def test_any_text_can_be_read_and_folded_twice_is_folded_once(text):
    assert names.fold(names.fold(text)) == names.fold(text)
    syllables = names.kindergarten_syllables(text)
    assert all(syllable and not syllable.isspace() for syllable in syllables)
    names.person_syllables(text)
    names.initials(syllables)


def test_what_is_searched_holds_name_and_head_in_three_ways():
    reading = names.read_names("小太阳幼儿园", "曾丽", ["0990-1234567", None])
    for part in ("小太阳幼儿园", "xiaotaiyang", "xtyyey", "曾丽", "zengli", "zl", "09901234567"):
        assert part in reading.search_text


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("青禾县白石镇小太阳幼儿园", "小太阳幼儿园"),
        ("青禾市青禾县向阳幼儿园", "向阳幼儿园"),
        ("向阳幼儿园", "向阳幼儿园"),
        ("青禾县幼儿园", "青禾县幼儿园"),
    ],
)
def test_the_place_before_a_name_can_be_left_out(name, bare):
    assert names.without_place(name) == bare


# ── codes


def credit_code(prefix: str, body: str) -> str:
    """A credit code with both check characters right."""
    head = prefix + "990126" + body
    head += codes.organisation_check(body)
    return head + uscc.calc_check_digit(head)


@given(
    st.sampled_from(["12", "52", "91"]),
    st.text(alphabet="0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=8, max_size=8),
    st.integers(min_value=0, max_value=17),
)
def test_one_wrong_character_in_a_credit_code_is_found(prefix, body, position):
    code = credit_code(prefix, body)
    assert codes.check_credit_code(code).warnings == ()
    other = "1" if code[position] == "0" else "0"
    wrong = code[:position] + other + code[position + 1 :]
    assert codes.check_credit_code(wrong).warnings


def test_a_wrong_inner_check_is_named_even_when_the_last_one_is_right():
    body = "MJ000000"
    inner = codes.organisation_check(body)
    head = f"52990126{body}{'1' if inner == '0' else '0'}"
    warnings = codes.check_credit_code(head + uscc.calc_check_digit(head)).warnings
    assert warnings == ("The inner check character of the credit code is wrong.",)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("123", "18 characters"),
        ("5299012600000000I0", "without I, O, S, V, Z"),
        ("52990126MJ00000000", "check character"),
    ],
)
def test_what_is_wrong_with_a_credit_code_is_said(code, said):
    assert said in codes.check_credit_code(code).warnings[0]


def test_blanks_hyphens_and_widths_do_not_make_a_code_wrong():
    code = credit_code("52", "MJ000001")
    written = f" {code[:8]}-{code[8:]} ".translate({ord("0"): "0"})
    assert codes.check_credit_code(written) == codes.Warned(compact=code, warnings=())


@pytest.mark.parametrize(
    ("prefix", "ownership", "fits"),
    [
        ("12", Ownership.PUBLIC, True),
        ("52", Ownership.PUBLIC, False),
        ("52", Ownership.PRIVATE_NON_PROFIT, True),
        ("91", Ownership.PRIVATE_NON_PROFIT, False),
        ("91", Ownership.PRIVATE_FOR_PROFIT, True),
        ("92", Ownership.PRIVATE_FOR_PROFIT, False),
        ("92", Ownership.UNKNOWN, True),
    ],
)
def test_the_registering_body_must_fit_the_ownership(prefix, ownership, fits):
    assert codes.credit_code_fits(credit_code(prefix, "MJ000001"), ownership) is fits


@pytest.mark.parametrize(
    ("code", "count"), [("1199126001", 0), ("2199126001", 1), ("119912600", 1), ("11991260AB", 1)]
)
def test_an_institution_code_has_ten_digits_and_begins_with_11(code, count):
    assert len(codes.check_institution_code(code).warnings) == count


@pytest.mark.parametrize(
    ("number", "digits", "warnings"),
    [
        ("教民199012660000011号", "199012660000011", 0),
        ("教民 199012660000011", "199012660000011", 0),
        ("教民１９９０１２６６０００００１１号", "199012660000011", 0),
        ("教民9901266000001", "9901266000001", 0),
        ("教民111010160000019号", "111010160000019", 0),
        ("教民199012650000011号", "199012650000011", 1),
        ("教民199999960000011号", "199999960000011", 1),
        ("199012660000011", "199012660000011", 1),
        ("青教证字第12号", "青教证字第12号", 1),
    ],
)
def test_a_licence_number_is_warned_about_and_never_refused(number, digits, warnings):
    found = codes.check_licence_number(number, "990126")
    assert (found.compact, len(found.warnings)) == (digits, warnings)


@given(st.integers(min_value=0, max_value=9))
def test_the_last_digit_of_a_licence_number_is_never_judged(last):
    assert codes.check_licence_number(f"教民19901266000001{last}号", "990126").warnings == ()


# ── classes and unlawful combinations


@pytest.mark.parametrize(
    ("ownership", "is_recognised", "kind", "inclusive"),
    [
        (Ownership.PUBLIC, False, KindergartenClass.PUBLIC, True),
        (Ownership.PUBLIC, True, KindergartenClass.PUBLIC, True),
        (Ownership.PRIVATE_NON_PROFIT, True, KindergartenClass.INCLUSIVE_PRIVATE, True),
        (Ownership.PRIVATE_NON_PROFIT, False, KindergartenClass.OTHER_NON_PROFIT, False),
        (Ownership.PRIVATE_FOR_PROFIT, False, KindergartenClass.FOR_PROFIT, False),
        (Ownership.PRIVATE_FOR_PROFIT, True, KindergartenClass.FOR_PROFIT, False),
        (Ownership.UNKNOWN, True, KindergartenClass.UNKNOWN, False),
    ],
)
def test_the_class_follows_from_ownership_and_recognition(
    ownership, is_recognised, kind, inclusive
):
    assert classify(ownership, is_recognised) is kind
    assert is_inclusive(kind) is inclusive


COLLECTIVE = frozenset({AssetKind.COLLECTIVE})


@pytest.mark.parametrize(
    ("ownership", "recognised", "residential", "assets", "alarms"),
    [
        (Ownership.PUBLIC, False, True, COLLECTIVE, []),
        (Ownership.PUBLIC, True, False, frozenset(), ["public_recognised"]),
        (Ownership.PRIVATE_NON_PROFIT, True, True, COLLECTIVE, []),
        (
            Ownership.PRIVATE_NON_PROFIT,
            False,
            True,
            frozenset(),
            ["not_inclusive_in_residential_area"],
        ),
        (Ownership.PRIVATE_NON_PROFIT, False, False, COLLECTIVE, []),
        (Ownership.PRIVATE_FOR_PROFIT, False, False, frozenset(), []),
        (
            Ownership.PRIVATE_FOR_PROFIT,
            True,
            True,
            COLLECTIVE,
            [
                "for_profit_recognised",
                "for_profit_in_residential_area",
                "for_profit_with_public_assets",
            ],
        ),
        (Ownership.UNKNOWN, False, True, COLLECTIVE, []),
    ],
)
def test_unlawful_combinations_are_alarmed_as_facts_and_refused_as_acts(
    ownership, recognised, residential, assets, alarms
):
    combination = Facts(
        ownership=ownership,
        is_recognised=recognised,
        residential_area=residential,
        asset_kinds=assets,
    )
    assert [kind.value for kind in unlawful(combination)] == alarms
    if alarms:
        with pytest.raises(RuleViolation) as refused:
            require_lawful(combination)
        assert refused.value.article is ARTICLES[AlarmKind(alarms[0])]
    else:
        require_lawful(combination)


@pytest.mark.parametrize("kind", AssetKind)
def test_each_of_the_four_kinds_of_assets_excludes_for_profit(kind):
    combination = Facts(
        ownership=Ownership.PRIVATE_FOR_PROFIT,
        is_recognised=False,
        residential_area=False,
        asset_kinds=frozenset({kind}),
    )
    with pytest.raises(RuleViolation) as refused:
        require_lawful(combination)
    assert refused.value.article is Article.NO_PUBLIC_ASSETS_FOR_PROFIT


def test_alarms_name_what_they_are_about():
    judged = Judged(
        county_code="990126",
        combination=Facts(ownership=Ownership.PUBLIC, is_recognised=False, residential_area=False),
        credit_code=credit_code("52", "MJ000001"),
        institution_code="12",
        licence_number="青教证字第12号",
        counts=[GroupCount(age_group=AgeGroup.SENIOR, classes=1, children=36)],
        others_with_licence=["B", "A"],
    )
    alarms = wanted_alarms(judged)
    assert set(alarms) == {
        AlarmKind.LICENCE_NUMBER_TWICE,
        AlarmKind.CREDIT_CODE_AGAINST_OWNERSHIP,
        AlarmKind.INSTITUTION_CODE_WRONG,
        AlarmKind.LICENCE_NUMBER_UNUSUAL,
        AlarmKind.OVERSIZE,
    }
    assert alarms[AlarmKind.LICENCE_NUMBER_TWICE]["others"] == ["A", "B"]
    assert alarms[AlarmKind.OVERSIZE]["sizes"][0]["limit"] == 35


# ── counts


@pytest.mark.parametrize(
    ("age_group", "limit"),
    [
        (AgeGroup.JUNIOR, 25),
        (AgeGroup.MIDDLE, 30),
        (AgeGroup.SENIOR, 35),
        (AgeGroup.MIXED, 30),
    ],
)
def test_a_class_is_over_size_from_one_child_more(age_group, limit):
    full = GroupCount(age_group=age_group, classes=2, children=2 * limit)
    over = GroupCount(age_group=age_group, classes=2, children=2 * limit + 1)
    assert counts.oversizes([full]) == []
    found = counts.oversizes([over])[0]
    assert (found.kind, found.actual, found.limit) == (OversizeKind.CLASS, limit + 1, limit)
    assert found.article is Article.SCALE_AND_CLASS_SIZE


def test_the_largest_class_counts_where_the_mean_hides_it():
    count = GroupCount(age_group=AgeGroup.SENIOR, classes=3, children=100, largest_class=38)
    assert counts.oversizes([count])[0].actual == 38


@pytest.mark.parametrize(("children", "over"), [(360, False), (361, True)])
def test_a_kindergarten_holds_360_children_in_general(children, over):
    count = GroupCount(age_group=AgeGroup.TOTAL_ONLY, classes=None, children=children)
    kinds = [oversize.kind for oversize in counts.oversizes([count])]
    assert kinds == ([OversizeKind.SCALE] if over else [])


def test_toddler_classes_are_not_judged_here():
    count = GroupCount(age_group=AgeGroup.TODDLER, classes=1, children=40)
    assert counts.oversizes([count]) == []


def test_classes_are_summed_only_when_all_are_known():
    known = GroupCount(age_group=AgeGroup.JUNIOR, classes=2, children=40)
    unknown = GroupCount(age_group=AgeGroup.SENIOR, classes=None, children=30)
    assert counts.total_classes([known]) == 2
    assert counts.total_classes([known, unknown]) is None
    assert counts.total_children([known, unknown]) == 70


@pytest.mark.parametrize(
    "groups",
    [
        [GroupCount(age_group=AgeGroup.JUNIOR, classes=1, children=-1)],
        [GroupCount(age_group=AgeGroup.JUNIOR, classes=0, children=3)],
        [GroupCount(age_group=AgeGroup.JUNIOR, classes=1, children=3, largest_class=4)],
        [GroupCount(age_group=AgeGroup.JUNIOR, classes=1, children=3, oversize_classes=2)],
        [GroupCount(age_group=AgeGroup.JUNIOR, classes=1, children=34_082_442)],
        [GroupCount(age_group=AgeGroup.JUNIOR, classes=1, children=3)] * 2,
        [
            GroupCount(age_group=AgeGroup.JUNIOR, classes=1, children=3),
            GroupCount(age_group=AgeGroup.TOTAL_ONLY, classes=1, children=3),
        ],
    ],
)
def test_what_cannot_be_counted_is_refused(groups):
    with pytest.raises(RuleViolation):
        counts.check_counts(groups)


# ── fees


@pytest.mark.parametrize(
    ("filed", "group", "ownership", "reduction", "to_pay"),
    [
        (54_000, AgeGroup.SENIOR, Ownership.PRIVATE_NON_PROFIT, 36_000, 18_000),
        (158_000, AgeGroup.SENIOR, Ownership.PRIVATE_FOR_PROFIT, 36_000, 122_000),
        (38_000, AgeGroup.SENIOR, Ownership.PRIVATE_NON_PROFIT, 26_000, 12_000),
        (17_000, AgeGroup.SENIOR, Ownership.PRIVATE_NON_PROFIT, 18_000, 0),
        (42_000, AgeGroup.SENIOR, Ownership.PUBLIC, None, 0),
        (54_000, AgeGroup.MIDDLE, Ownership.PRIVATE_NON_PROFIT, 36_000, 54_000),
        (54_000, AgeGroup.SENIOR, Ownership.PRIVATE_NON_PROFIT, None, None),
    ],
)
def test_the_last_year_costs_what_is_filed_less_the_reduction(
    filed, group, ownership, reduction, to_pay
):
    assert fees.to_pay_fen(filed, group, ownership, reduction) == to_pay


@given(st.decimals(min_value=0, max_value=100_000, places=2))
def test_yuan_become_fen_and_yuan_again(amount):
    assert fees.to_yuan(fees.to_fen(amount)) == amount


@pytest.mark.parametrize("amount", [Decimal("1.005"), Decimal("-1")])
def test_what_is_no_money_is_refused(amount):
    with pytest.raises(RuleViolation):
        fees.to_fen(amount)


# ── licences


@pytest.mark.parametrize(
    ("recorded", "until", "stopped_until", "replaced", "state"),
    [
        (LicenceState.VALID, DAY, None, False, LicenceState.VALID),
        (LicenceState.VALID, DAY - ONE_DAY, None, False, LicenceState.EXPIRED),
        (LicenceState.VALID, None, None, False, LicenceState.VALID),
        (LicenceState.VALID, DAY, None, True, LicenceState.REPLACED),
        (LicenceState.ENROLMENT_STOPPED, DAY, None, False, LicenceState.ENROLMENT_STOPPED),
        (LicenceState.ENROLMENT_STOPPED, DAY, DAY, False, LicenceState.ENROLMENT_STOPPED),
        (LicenceState.ENROLMENT_STOPPED, DAY, DAY - ONE_DAY, False, LicenceState.VALID),
        (LicenceState.ENROLMENT_STOPPED, DAY - ONE_DAY, None, False, LicenceState.EXPIRED),
        (
            LicenceState.RENEWAL_UNDECIDED,
            DAY - ONE_DAY,
            None,
            False,
            LicenceState.RENEWAL_UNDECIDED,
        ),
        (LicenceState.REVOKED, DAY, None, True, LicenceState.REVOKED),
        (LicenceState.UNKNOWN, None, None, False, LicenceState.UNKNOWN),
    ],
)
def test_what_holds_of_a_licence_on_a_day(recorded, until, stopped_until, replaced, state):
    standing = Standing(
        recorded=recorded,
        valid_from=None,
        valid_until=until,
        is_replaced=replaced,
        stopped_until=stopped_until,
    )
    assert licences.state_on(standing, DAY) is state


@pytest.mark.parametrize("ended", sorted(licences.ENDED))
def test_the_ending_acts_stay_distinct_whatever_the_dates(ended):
    standing = Standing(recorded=ended, valid_from=None, valid_until=DAY + ONE_DAY)
    assert licences.state_on(standing, DAY) is ended


@pytest.mark.parametrize(("days", "soon"), [(-1, False), (0, True), (90, True), (91, False)])
def test_a_licence_ends_soon_within_90_days(days, soon):
    standing = Standing(
        recorded=LicenceState.VALID, valid_from=None, valid_until=DAY + dt.timedelta(days=days)
    )
    assert licences.expires_soon(standing, DAY) is soon


@pytest.mark.parametrize(
    "licence",
    [
        NewLicence(number=" "),
        NewLicence(number="教民1号", state=LicenceState.EXPIRED),
        NewLicence(number="教民1号", valid_from=DAY, valid_until=DAY - ONE_DAY),
    ],
)
def test_a_licence_that_cannot_be_is_refused(licence):
    with pytest.raises(RuleViolation):
        licences.check_licence(licence)


# ── duplicates

ONE = Entry(
    key=1, name="青禾县向阳幼儿园", telephone="0990-1234567", address="青禾县青阳街道青禾路3号"
)


@pytest.mark.parametrize(
    ("other", "reasons"),
    [
        (
            Entry(key=2, name="向阳幼儿园", telephone="1234567"),
            {Reason.NAME_WITHOUT_PLACE, Reason.TELEPHONE},
        ),
        (Entry(key=2, name="青禾县向阳幼儿园"), {Reason.NAME}),
        (
            Entry(key=2, name="朝阳幼儿园", telephone="(0990)1234567", address="青阳街道青禾路3号"),
            {Reason.TELEPHONE, Reason.NEAR_ADDRESS},
        ),
        (Entry(key=2, name="朝阳幼儿园", telephone="1234567"), {Reason.TELEPHONE}),
        (Entry(key=2, name="朝阳幼儿园", address="青禾县青阳街道青禾路5号"), set()),
    ],
)
def test_two_entries_are_compared_by_what_they_share(other, reasons):
    pair = duplicates.compare(ONE, other)
    assert set(pair.reasons) == reasons
    shown = duplicates.find_pairs([ONE, other])
    assert bool(shown) is (pair.score >= duplicates.THRESHOLD)


def test_a_telephone_alone_is_no_evidence():
    switchboard = [Entry(key=key, name=f"第{key}幼儿园", telephone="1234567") for key in range(9)]
    assert duplicates.find_pairs(switchboard) == []


def test_only_pairs_with_the_wanted_entries_are_found():
    entries = [Entry(key=key, name="向阳幼儿园") for key in range(4)]
    assert len(duplicates.find_pairs(entries)) == 6
    assert {(pair.first, pair.second) for pair in duplicates.find_pairs(entries, among=[3])} == {
        (0, 3),
        (1, 3),
        (2, 3),
    }


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("0990-1234567", ["1234567"]),
        ("02034082442", ["34082442"]),
        ("13800138000 / 0990-1234567", ["13800138000", "1234567"]),
        ("(0990)1234567转8", ["1234567"]),
        ("12", []),
    ],
)
def test_area_codes_are_left_out_of_telephones(text, numbers):
    assert duplicates.telephones_in(text) == numbers


# ── dated facts

VALUES = {
    Field.NAME: st.text(min_size=1),
    Field.OWNERSHIP: st.sampled_from(Ownership),
    Field.STATE: st.sampled_from(State),
    Field.SPONSOR_KIND: st.sampled_from(SponsorKind),
    Field.RESIDENTIAL_AREA: st.booleans(),
    Field.ASSET_KINDS: st.frozensets(st.sampled_from(AssetKind)),
    Field.CAPACITY: st.integers(min_value=0),
    Field.HANDED_OVER_ON: st.dates(),
}


@given(st.data(), st.sampled_from(list(VALUES)))
def test_a_value_is_read_back_as_it_was_written(data, field):
    value = data.draw(VALUES[field] if field is Field.ASSET_KINDS else st.none() | VALUES[field])
    assert facts.from_text(field, facts.to_text(value)) == value


@given(st.lists(st.tuples(st.integers(0, 40), st.integers()), min_size=1, max_size=12))
def test_facts_never_overlap_and_the_last_recorded_holds_from_its_day(changes):
    first = dt.date(2026, 1, 1)
    recorded: list[tuple[Span, int]] = []
    told: dict[int, int] = {}  # day → value recorded last for that day
    for offset, value in changes:
        from_on = first + dt.timedelta(days=offset)
        placed = facts.cut([span for span, _ in recorded], from_on)
        if placed.ended_index is not None:
            span, old = recorded[placed.ended_index]
            recorded[placed.ended_index] = (Span(span.from_on, from_on), old)
        recorded.append((Span(from_on, placed.new_until_on), value))
        told[offset] = value
    for offset in range(42):
        day = first + dt.timedelta(days=offset)
        holding = [
            value for span, value in recorded if fees.holds_on(span.from_on, span.until_on, day)
        ]
        before = [at for at in told if at <= offset]
        assert holding == ([told[max(before)]] if before else [])


def test_values_are_cleaned_and_a_name_cannot_be_emptied():
    cleaned = facts.clean(
        {
            Field.NAME: " 向阳\x00 幼儿园 ",
            Field.HEAD: " ",
            Field.CREDIT_CODE: "52 9901-26mj",
            Field.OWNERSHIP: None,
        }
    )
    assert cleaned == {
        Field.NAME: "向阳 幼儿园",
        Field.HEAD: None,
        Field.CREDIT_CODE: "52990126MJ",
        Field.OWNERSHIP: Ownership.UNKNOWN,
    }
    for values in ({Field.NAME: "  "}, {Field.CAPACITY: -1}):
        with pytest.raises(RuleViolation):
            facts.clean(values)


# ── misspelt twins


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("向阳幼儿园", "向阳幼儿圆", True),
        ("青禾县蓓蕾幼儿园", "培蕾幼儿园", True),
        ("向阳第一幼儿园", "向阳第二幼儿园", False),
        ("向阳幼儿园一分园", "向阳幼儿园二分园", False),
        ("向阳1号幼儿园", "向阳2号幼儿园", False),
        ("城东幼儿园", "城西幼儿园", False),
        ("大葵花幼儿园", "小葵花幼儿园", False),
        ("向阳幼儿园", "朝霞幼儿园", False),
    ],
)
def test_a_misspelt_twin_differs_in_one_character_that_tells_nothing(one, other, expected):
    town, head = "990126100", "田小禾"
    first = duplicates.Entry(key=1, name=one, town_code=town, head=head)
    second = duplicates.Entry(key=2, name=other, town_code=town, head=head)
    assert bool(duplicates.find_pairs([first, second])) is expected
    for elsewhere in ({"town_code": "990126101"}, {"head": "范小雨"}, {"head": None}):
        assert duplicates.find_pairs([first, dataclasses.replace(second, **elsewhere)]) == []

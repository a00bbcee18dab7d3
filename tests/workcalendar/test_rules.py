"""Notices that are pasted, what they would change, and the tables that come with the program."""

import datetime as dt
from importlib import resources

import pytest

from kgsup.core.errors import RuleViolation
from kgsup.workcalendar import rules
from kgsup.workcalendar.rules import DayEntry

TABLES = rules.parse_years(
    resources.files("kgsup.workcalendar").joinpath("data/years.toml").read_text("utf-8")
)

NOTICE_2027 = """日期,含义,名称
2027-01-01/2027-01-03,休,元旦
2027/2/5~2027/2/11\t休\t春节
2027年2月13日 班 春节
2027.10.9，上班，国庆节
"""


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def faults_of(text: str, year: int = 2027) -> list[tuple[int, str]]:
    reading = rules.read_notice(year, "通知", text)
    return [(p.line, p.message % p.parameters) for p in reading.problems]


def test_days_spans_and_meanings_are_read_however_they_are_written():
    table = rules.read_notice(2027, "通知", NOTICE_2027).table
    assert table is not None
    assert list(table.days_off) == [
        *(dt.date(2027, 1, n) for n in (1, 2, 3)),
        *(dt.date(2027, 2, n) for n in range(5, 12)),
    ]
    assert table.working_weekends == {day("2027-02-13"): "春节", day("2027-10-09"): "国庆节"}
    assert (table.year, table.source) == (2027, "通知")


def test_the_way_the_program_ships_its_tables_can_be_pasted():
    text = '[2027]\nsource = "x"\n[2027.off]\n"元旦" = ["2027-01-01/2027-01-03"]\n'
    table = rules.read_notice(2027, "通知", text).table
    assert table is not None
    assert list(table.days) == [dt.date(2027, 1, n) for n in (1, 2, 3)]


def test_a_cell_that_a_spreadsheet_gave_with_midnight_is_a_day():
    table = rules.read_notice(2027, "通知", "2027-01-01 00:00:00\t休\t元旦").table
    assert table is not None
    assert list(table.days) == [day("2027-01-01")]


TURNED = " does not end after it begins and within a month."


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("2027-02-30,休,春节", "There is no day “2027-02-30”."),
        ("2027-13-01,休,春节", "There is no day “2027-13-01”."),
        ("2027-02-10,班,春节", "2027-02-10 is no weekend day: it is worked anyway."),
        ("2027-02-10,半天,春节", "“半天” is neither a day off (休) nor a working day (班)."),
        ("2027-02-10", "“” is neither a day off (休) nor a working day (班)."),
        ("2026-02-10,休,春节", "2026-02-10 does not lie in 2027."),
        ("2026-12-24,休,元旦", "2026-12-24 does not lie in 2027."),
        ("2028-01-01,休,元旦", "2028-01-01 does not lie in 2027."),
        ("2027-01-01,班,元旦", "2027-01-01 is no weekend day: it is worked anyway."),
        ("春节,休,2027", "“春节” is no day such as 2027-01-31."),
        ("2027-02-11/2027-02-05,休,春节", f"“2027-02-11/2027-02-05”{TURNED}"),
        ("2027-02-01/2027-03-04,休,春节", f"“2027-02-01/2027-03-04”{TURNED}"),
        ("2027-02-01 and 2027-02-02,休,春节", "“2027-02-01 and 2027-02-02” is no day such as 2027-01-31."),
        (f"2027-02-10,休,{'节' * 41}", "The name has more than 40 characters."),
    ],
)  # fmt: skip
def test_nonsense_is_named_with_its_line(line, fault):
    assert faults_of(f"2027-10-01,休,国庆节\n\n{line}\n") == [(3, fault)]


def test_a_day_that_is_said_twice_names_the_line_before():
    assert faults_of("2027-01-01,休,元旦\n2026-12-31/2027-01-02,休,元旦") == [
        (2, "2027-01-01 stands in line 1 already.")
    ]


def test_every_fault_is_named_at_once_and_nothing_is_read():
    reading = rules.read_notice(2027, "通知", "2027-02-30,休,a\n2027-10-01,休,b\n2027-10-05,班,c")
    assert reading.table is None
    assert [problem.line for problem in reading.problems] == [1, 3]


@pytest.mark.parametrize("text", ["", "\n# nothing\n", "日期,含义,名称"])
def test_an_empty_table_is_a_fault(text):
    assert faults_of(text) == [(1, "No day was found.")]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('[2027]\nsource = "x"\n[2027.off]\n"元旦" = [', 4),
        ('[2026.off]\n"元旦" = ["2026-01-01"]', 1),
        ('[2027]\noff = "x"', 1),
        ('[2027.off]\n"元旦" = [\n"2027-01-01",\n"2027-02-30"]', 4),
    ],
)
def test_a_broken_toml_table_is_named_with_its_line(text, line):
    assert [number for number, _ in faults_of(text)] == [line]


def test_a_text_without_end_is_not_read():
    assert faults_of("2027-10-01,休,国庆节\n" * 401) == [(401, "More than 400 lines.")]


OLD = {
    day("2027-01-01"): DayEntry(False, "元旦"),
    day("2027-05-03"): DayEntry(False, "劳动节"),
    day("2027-12-31"): DayEntry(False, "元旦"),
}


def test_the_whole_year_is_replaced_and_each_changed_day_named():
    table = rules.read_notice(2027, "通知", "2027-01-01,休,元旦\n2026-12-26,班,元旦").table
    assert table is not None
    plan = rules.plan_year(table, OLD, {2027})
    assert [(c.day, c.before_in_words, c.after_in_words) for c in plan.changes] == [
        (day("2026-12-26"), "照常", "班 元旦"),
        (day("2027-05-03"), "休 劳动节", "照常"),
        (day("2027-12-31"), "休 元旦", "照常"),
    ]
    assert (plan.days_off, plan.weekdays_off, plan.working_weekends, plan.balance) == (1, 1, 1, 0)


def test_late_december_stays_with_the_next_notice_when_that_is_known():
    table = rules.read_notice(2027, "通知", "2027-01-01,休,元旦").table
    assert table is not None
    changed = {change.day for change in rules.plan_year(table, OLD, {2027, 2028}).changes}
    assert changed == {day("2027-05-03")}


@pytest.mark.parametrize(
    ("days", "reason", "refused"),
    [
        (["2026-11-20"], None, True),
        (["2026-11-20"], "补录通知", False),
        (["2026-11-21", "2026-11-22"], None, False),
        (["2026-11-22", "2026-11-20"], "", True),
        ([], None, False),
    ],
)
def test_a_day_in_the_past_asks_for_a_reason(days, reason, refused):
    dates = [day(text) for text in days]
    if refused:
        with pytest.raises(RuleViolation):
            rules.check_reason(dates, day("2026-11-21"), reason)
    else:
        rules.check_reason(dates, day("2026-11-21"), reason)


@pytest.mark.parametrize(
    ("text", "is_working", "refused"),
    [
        ("2026-11-23", True, True),
        ("2026-11-23", False, False),
        ("2026-11-23", None, False),
        ("2026-11-22", False, True),
        ("2026-11-22", True, False),
        ("2026-11-22", None, False),
    ],
)
def test_a_day_is_said_only_against_its_weekday(text, is_working, refused):
    if refused:
        with pytest.raises(RuleViolation):
            rules.check_day(day(text), is_working)
    else:
        rules.check_day(day(text), is_working)


# Statutory holidays of all citizens (全国年节及纪念日放假办法): 10 until 2007, 11 from 2008, 13 from 2025.
# 2015 had the day of 3 September besides; in 2020 the Spring Festival was lengthened by Friday
# 31 January, and Saturday 1 February was worked no more.
SPECIAL = {2015: 12, 2020: 13}


def statutory(year: int) -> int:
    return SPECIAL.get(year, 10 if year <= 2007 else 11 if year <= 2024 else 13)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: str(table.year))
def test_each_shipped_notice_gives_as_many_days_as_it_takes(table):
    plan = rules.plan_year(table, {}, set())
    assert plan.balance == statutory(table.year)
    assert all(day.weekday() >= 5 for day in table.working_weekends)
    assert not set(table.days_off) & set(table.working_weekends)
    first, last = dt.date(table.year - 1, 12, 25), dt.date(table.year, 12, 24)
    assert all(first <= day <= last for day in table.days)


def test_the_shipped_years_follow_each_other_and_name_no_day_twice():
    assert [table.year for table in TABLES] == list(range(2004, 2027))
    days = [day for table in TABLES for day in table.days]
    assert len(days) == len(set(days))


@pytest.mark.parametrize(
    ("text", "works"),
    [
        ("2005-12-31", True),  # a Saturday, by the notice for 2006
        ("2006-12-31", True),  # a Sunday, by the notice for 2007
        ("2018-12-29", True),  # a Saturday, by the notice for 2019
        ("2018-12-31", False),  # a Monday
        ("2019-05-03", False),  # by the second notice for 2019
        ("2020-01-31", False),  # the Spring Festival lengthened
        ("2020-02-01", False),
        ("2020-02-03", True),
        ("2015-09-03", False),
        ("2015-09-06", True),  # a Sunday
    ],
)
def test_days_that_are_easily_wrong(text, works):
    days = {day: entry for table in TABLES for day, entry in table.days.items()}
    entry = days.get(day(text))
    assert (entry.is_working if entry else day(text).weekday() < 5) is works

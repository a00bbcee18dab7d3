"""Adding and counting calendar days, months and years."""

import datetime as dt


def date_in_year(year: int, month_and_day: str) -> dt.date:
    """Return the date of a yearly due day such as "03-31" in a year; 29 February becomes the 28th."""
    month, day = (int(part) for part in month_and_day.split("-"))
    if (month, day) == (2, 29) and not _is_leap(year):
        day = 28
    return dt.date(year, month, day)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_after(day: dt.date, count: int) -> dt.date:
    """Return the day that many calendar days later; the day itself is not counted."""
    return day + dt.timedelta(days=count)


def days_late(due_on: dt.date, today: dt.date) -> int:
    """Count calendar days after the due date; 0 on the due date itself and before."""
    return max(0, (today - due_on).days)


def days_left(due_on: dt.date, today: dt.date) -> int:
    """Count calendar days until the due date; negative when late."""
    return (due_on - today).days


def add_years(day: dt.date, years: int) -> dt.date:
    """Return the same day ``years`` later; 29 February becomes the 28th in a common year."""
    return date_in_year(day.year + years, day.strftime("%m-%d"))


def add_months(day: dt.date, months: int) -> dt.date:
    """Return the same day of the month ``months`` later, or that month's last day (民法典 202)."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    first_of_next = dt.date(year + (month0 == 11), (month0 + 1) % 12 + 1, 1)
    last_day = (first_of_next - dt.timedelta(days=1)).day
    return dt.date(year, month0 + 1, min(day.day, last_day))

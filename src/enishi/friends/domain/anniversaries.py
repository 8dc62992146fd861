"""Days that come back every year: a birthday, a wedding day, the day of the first visit.

Who was born on 29 February celebrates on 28 February in common years: that is one day a year for everybody, always in
the same month, and never after the deadline of a birthday coupon.
"""

from datetime import date, timedelta

_LEAP_DAY = 229
_EVE_OF_MARCH = 228
_WHOLE_YEAR = 366


def month_day(day: date) -> int:
    """Month and day as one number, 105 for 5 January: what a date value's ``month_day`` column holds."""
    return day.month * 100 + day.day


def month_days(first: date, last: date) -> list[int]:
    """The ``month_day`` numbers of everything that comes back from ``first`` to ``last``, both included.

    With the column's index this finds "birthday within seven days" among a million without reading the others:
    ``month_day = ANY(…)``. Empty where ``last`` is before ``first``.
    """
    found: set[int] = set()
    for offset in range(min((last - first).days, _WHOLE_YEAR) + 1):
        day = first + timedelta(days=offset)
        found.add(month_day(day))
        if month_day(day) == _EVE_OF_MARCH and (day + timedelta(days=1)).month == 3:
            found.add(_LEAP_DAY)
    return sorted(found)

"""Writes stamps and what they mean, by pandas and zoneinfo: the oracle of the time tests.

    time_reference.py stamps SEED COUNT   id, text, local|instant, nanoseconds since 1970
    time_reference.py zones               zone, local nanoseconds, the UTC nanoseconds of every moment

Tab-separated, one a line. `stamps` writes COUNT random stamps in each writing of each format, read
back with pandas wherever it can read the writing. `zones` walks over every change of offset of
twenty zones from 1990 to 2030.
"""

import datetime
import random
import sys
import zoneinfo

import pandas as pd

SECOND = 1_000_000_000
UTC = datetime.timezone.utc

# Format, writing by strftime, its resolution in nanoseconds. The writings are read back by pandas
# with the same directives.
WRITINGS = [
    ("iso8601", "%Y-%m-%d", 86_400 * SECOND),
    ("iso8601", "%Y-%m-%d %H:%M", 60 * SECOND),
    ("iso8601", "%Y-%m-%dT%H:%M:%S", SECOND),
    ("iso8601", "%Y%m%dT%H%M%S", SECOND),
    ("iso8601", "%Y%m%dT%H%M", 60 * SECOND),
    ("day-month-year-hour", "%d/%m/%Y %H:%M:%S", SECOND),
    ("day-month-year-hour", "%d.%m.%Y %H:%M", 60 * SECOND),
    ("day-month-year-hour", "%d-%m-%y %H:%M:%S", SECOND),
    ("day-month-year-hour", "%d/%m/%y %H", 3_600 * SECOND),
    ("day-month-year-hour", "%d/%m/%Y %I:%M:%S %p", SECOND),
    ("day-month-year-hour", "%A %d.%m.%Y %H:%M", 60 * SECOND),
    ("month-day-year", "%m/%d/%Y %H:%M:%S", SECOND),
    ("month-day-year", "%m-%d-%y %H:%M", 60 * SECOND),
    ("month-day-year", "%m/%d/%Y %I:%M %p", 60 * SECOND),
    ("month-day-year", "%a, %m/%d/%Y %I:%M:%S%p", SECOND),
    ("year-month-day", "%Y/%m/%d %H:%M:%S", SECOND),
    ("year-month-day", "%Y.%m.%d", 86_400 * SECOND),
    ("year-month-day", "%y-%m-%d %H:%M", 60 * SECOND),
    ("year-month-day", "%Y-%m-%d %I:%M:%S %p", SECOND),
    ("day-month-name-year", "%d-%b-%y %H:%M:%S", SECOND),
    ("day-month-name-year", "%d %B %Y", 86_400 * SECOND),
    ("day-month-name-year", "%a, %d %b %Y %H:%M:%S", SECOND),
    ("day-month-name-year", "%d%b%Y:%H:%M:%S", SECOND),
    ("month-name-day-year", "%b %d, %Y %I:%M %p", 60 * SECOND),
    ("month-name-day-year", "%B %d %Y", 86_400 * SECOND),
    ("month-name-day-year", "%a %b %d %H:%M:%S %Y", SECOND),
    ("year-month-name-day", "%Y-%b-%d %H:%M:%S", SECOND),
    ("compact-date-time", "%Y%m%d%H%M%S", SECOND),
    ("compact-date-time", "%Y%m%d%H%M", 60 * SECOND),
    ("compact-date-time", "%Y%m%d", 86_400 * SECOND),
    ("compact-date-time", "%Y%m%d-%H%M%S", SECOND),
]

# The writings whose seconds may carry a fraction.
FRACTIONS = {
    "%Y-%m-%dT%H:%M:%S", "%Y%m%dT%H%M%S", "%d/%m/%Y %H:%M:%S", "%d-%m-%y %H:%M:%S",
    "%m/%d/%Y %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%d-%b-%y %H:%M:%S", "%Y-%b-%d %H:%M:%S",
    "%Y%m%d%H%M%S",
}

ZONES = [
    "Europe/Berlin", "Europe/London", "Europe/Lisbon", "Europe/Moscow", "Europe/Istanbul",
    "America/New_York", "America/Chicago", "America/Sao_Paulo", "America/Caracas",
    "America/St_Johns", "America/Havana", "Australia/Lord_Howe", "Australia/Sydney",
    "Pacific/Apia", "Pacific/Kwajalein", "Pacific/Chatham", "Asia/Kolkata", "Asia/Kathmandu",
    "Asia/Tehran", "Africa/Casablanca", "Asia/Pyongyang", "Antarctica/Troll",
]


def moment(generator, two_digits):
    """Random nanoseconds: any year that the writing can say, often at an edge of a day or month."""
    low, high = (1969, 2068) if two_digits else (1700, 2250)
    day = datetime.date(low, 1, 1).toordinal()
    last = datetime.date(high, 12, 31).toordinal()
    date = datetime.date.fromordinal(generator.randint(day, last))
    if generator.random() < 0.1:
        date = date.replace(day=1) - datetime.timedelta(days=1)
        date = max(date, datetime.date(low, 1, 1))
    days = date.toordinal() - datetime.date(1970, 1, 1).toordinal()
    seconds = generator.choice([generator.randrange(86_400), 0, 43_200, 86_399, 3_599, 46_800])
    return (days * 86_400 + seconds) * SECOND + generator.randrange(SECOND)


def stamps(seed, count):
    generator = random.Random(seed)
    texts = []
    for name, writing, resolution in WRITINGS:
        values = [moment(generator, "%y" in writing) // resolution * resolution for _ in range(count)]
        written = [pd.Timestamp(value).strftime(writing) for value in values]
        # What pandas reads, not what was meant to be written, is the truth.
        read = pd.to_datetime(pd.Series(written), format=writing).astype("datetime64[ns]")
        for text, value in zip(written, read.astype("int64")):
            texts.append((name, text, "local", value))
            if writing in FRACTIONS:
                digits = "".join(generator.choice("0123456789") for _ in range(generator.randint(1, 12)))
                nanoseconds = int((digits + "000000000")[:9])
                mark = generator.choice(".,")
                texts.append((name, text + mark + digits, "local", value + nanoseconds))
            if resolution <= 60 * SECOND and "%y" not in writing and not writing.endswith("%Y"):
                zone, minutes = generator.choice([
                    ("Z", 0), (" UTC", 0), (" GMT", 0), ("z", 0), ("+00", 0), ("+05:30", 330),
                    ("-0330", -210), (" -05:00", -300), ("+14", 840), (" UTC+2", 120),
                ])
                texts.append((name, text + zone, "instant", value - minutes * 60 * SECOND))
    for _ in range(count):
        value = moment(generator, False)
        sign, whole = ("-", -value) if value < 0 else ("", value)
        for name, unit in [
            ("epoch-seconds", SECOND), ("epoch-milliseconds", 1_000_000),
            ("epoch-microseconds", 1_000), ("epoch-nanoseconds", 1),
        ]:
            texts.append((name, f"{sign}{whole // unit}", "instant", int(f"{sign}{whole // unit * unit}")))
            if unit > 1:
                width = len(str(unit)) - 1
                texts.append((name, f"{sign}{whole // unit}.{whole % unit:0{width}d}", "instant", value))
            mantissa = str(whole)
            if whole and unit == SECOND:
                power = len(mantissa) - 1 - 9
                texts.append((name, f"{sign}{mantissa[0]}.{mantissa[1:] or 0}e{power}", "instant", value))
        # Excel's serials by pandas, in whole milliseconds; 12 digits hold them.
        date = pd.Timestamp("1900-03-01") + pd.Timedelta(milliseconds=generator.randrange(11_000_000_000_000))
        days = (date - pd.Timestamp("1899-12-30")) / pd.Timedelta(days=1)
        texts.append(("excel-serial", f"{days:.10f}", "local", date.value))
        days = (date - pd.Timestamp("1904-01-01")) / pd.Timedelta(days=1)
        if days >= 0:
            texts.append(("excel-serial-1904", f"{days:.10f}", "local", date.value))
    for text in texts:
        print(*text, sep="\t")


def zones():
    epoch = datetime.datetime(1970, 1, 1)
    for name in ZONES:
        zone = zoneinfo.ZoneInfo(name)

        def offset(seconds):
            moment = datetime.datetime.fromtimestamp(seconds, UTC).astimezone(zone)
            return int(moment.utcoffset().total_seconds())

        start = int(datetime.datetime(1990, 1, 1, tzinfo=UTC).timestamp())
        end = int(datetime.datetime(2031, 1, 1, tzinfo=UTC).timestamp())
        changes = []
        for at in range(start, end, 43_200):
            low, high = at, at + 43_200
            if offset(low) == offset(high):
                continue
            before = offset(low)
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if offset(middle) == before else (low, middle)
            changes.append(high)
        locals_ = {start + 15_551_999 * i for i in range(80)}
        for change in changes:
            for base in (change + offset(change - 1), change + offset(change)):
                for delta in (0, 1, 900, 1_799, 1_800, 3_599, 3_600, 7_200, 43_200, 86_399, 90_000):
                    locals_ |= {base + delta, base - delta, base - delta - 1}
        for seconds in sorted(locals_):
            local = epoch + datetime.timedelta(seconds=seconds)
            moments = set()
            for fold in (0, 1):
                utc = local.replace(tzinfo=zone, fold=fold).astimezone(UTC)
                if utc.astimezone(zone).replace(tzinfo=None) == local:
                    moments.add(int(utc.timestamp()) * SECOND)
            print(name, seconds * SECOND, *sorted(moments), sep="\t")


if sys.argv[1] == "stamps":
    stamps(int(sys.argv[2]), int(sys.argv[3]))
else:
    zones()

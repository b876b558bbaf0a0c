import sys
import time

TEXT = (str, type(u"")) if sys.version_info[0] < 3 else (str,)
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
WHOLE = {"c": "%a %b %d %H:%M:%S %Y", "x": "%m/%d/%y", "X": "%H:%M:%S"}
ISO = sys.version_info >= (3, 6)
STRICT = sys.version_info >= (3, 13)   # about what %G and %V may stand beside
COLONS = sys.version_info >= (3, 7)
WEEKDAYS = "a weekday directive ('%A', '%a', '%w', or '%u')."

YEARLESS = """Parsing dates involving a day of month without a year specified is ambiguious
and fails to parse leap day. The default behavior will change in Python 3.15
to either always raise an exception or to use a different default year (TBD).
To avoid trouble, add a specific year to the input & format.
See https://github.com/python/cpython/issues/70647."""


def zones():
    """The names of the zone without and with summer time."""
    return set(["utc", "gmt", time.tzname[0].lower()]), set([time.tzname[1].lower()])


def digits(text, at, least, most):
    """The lengths of numbers at the place, longest first."""
    count = 0
    while count < most and text[at + count:at + count + 1].isdigit():
        count += 1
    return [at + length for length in range(count, least - 1, -1)]


def number(text, at, width, low, high, spaced=False):
    """Ends of numbers in the range: those of full width first."""
    found = [end for end in digits(text, at, 1, width) if low <= int(text[at:end]) <= high and (end - at == width or text[at] != "0" or low == 0 or width == 3)]
    if spaced and text[at:at + 1] == " " and text[at + 1:at + 2].isdigit() and text[at + 1] != "0":
        found.append(at + 2)
    return found


def words(text, at, names):
    lower = text.lower()
    return [at + len(name) for name in sorted(names, key=lambda name: (-len(name), name)) if name and lower.startswith(name, at)]


def offsets(text, at):
    """Ends of +hhmm, and from 3.7 on of +hh:mm, with seconds and their parts, and of Z."""
    ends = []
    if COLONS and text[at:at + 1] == "Z":
        ends.append(at + 1)
    if text[at:at + 1] in ("+", "-") and text[at:at + 1] and digits(text, at + 1, 2, 2):
        place = at + 3
        if COLONS and text[place:place + 1] == ":":
            place += 1
        if digits(text, place, 2, 2) and text[place] < "6":
            place += 2
            ends.insert(0, place)
            if COLONS:
                start = place + (text[place:place + 1] == ":")
                if digits(text, start, 2, 2) and text[start] < "6":
                    ends.insert(0, start + 2)
                    if text[start + 2:start + 3] == ".":
                        ends[:0] = digits(text, start + 3, 1, 6)
    return ends


def ends_of(letter, text, at):
    """Where what a directive stands for may end, the likeliest first; None: no such directive."""
    if letter == "d":
        return number(text, at, 2, 1, 31, True)
    if letter == "f":
        return digits(text, at, 1, 6)
    if letter == "H":
        return number(text, at, 2, 0, 23)
    if letter == "I":
        return number(text, at, 2, 1, 12)
    if letter == "j":
        return number(text, at, 3, 1, 366)
    if letter == "m":
        return number(text, at, 2, 1, 12)
    if letter == "M":
        return number(text, at, 2, 0, 59)
    if letter == "S":
        return number(text, at, 2, 0, 61)
    if letter in ("U", "W") or letter == "V" and ISO:
        return number(text, at, 2, 0, 53)
    if letter == "w":
        return number(text, at, 1, 0, 6)
    if letter == "u" and ISO:
        return number(text, at, 1, 1, 7)
    if letter == "y":
        return digits(text, at, 2, 2)
    if letter == "Y" or letter == "G" and ISO:
        return digits(text, at, 4, 4)
    if letter == "z" and sys.version_info >= (3, 2):
        return offsets(text, at)
    if letter == "A":
        return words(text, at, DAYS)
    if letter == "a":
        return words(text, at, [name[:3] for name in DAYS])
    if letter == "B":
        return words(text, at, MONTHS)
    if letter == "b":
        return words(text, at, [name[:3] for name in MONTHS])
    if letter == "p":
        return words(text, at, ["am", "pm"])
    if letter == "Z":
        plain, summer = zones()
        return words(text, at, plain | summer)
    if letter == "%":
        return [at + 1] if text[at:at + 1] == "%" else []
    return None


def pieces_of(pattern):
    """The directives, the runs of white space and the other characters of a format."""
    pieces, at = [], 0
    while at < len(pattern):
        char = pattern[at]
        at += 1
        if char == "%":
            if at == len(pattern):
                raise ValueError("stray %% in format '%s'" % pattern)
            letter = pattern[at]
            at += 1
            if letter in WHOLE:
                pieces += pieces_of(WHOLE[letter])
            elif ends_of(letter, "", 0) is None:
                raise ValueError("'%s' is a bad directive in format '%s'" % ("%" if letter.isspace() else letter, pattern))
            else:
                pieces.append("%" + letter)
        elif char.isspace():
            if not pieces or pieces[-1] != " ":
                pieces.append(" ")
        else:
            pieces.append(char)
    return pieces


def match(pieces, index, text, at, found):
    """Where the pieces from the index on end in the text, None where they do not fit."""
    if index == len(pieces):
        return at
    piece = pieces[index]
    if len(piece) == 2:
        choices = ends_of(piece[1], text, at)
    elif piece == " ":
        end = at
        while text[end:end + 1].isspace():
            end += 1
        choices = range(end, at, -1)
    else:
        choices = [at + 1] if text[at:at + 1].lower() == piece.lower() else []
    for end in choices:
        rest = match(pieces, index + 1, text, end, found)
        if rest is not None:
            if len(piece) == 2:
                found[piece[1]] = text[at:end]
            return rest
    return None


def is_leap(year):
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_before(year):
    year -= 1
    return year * 365 + year // 4 - year // 100 + year // 400


def month_lengths(year):
    return [31, 29 if is_leap(year) else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]


def day_of_week_in_year(year, week, weekday, monday):
    """The day of the year of a weekday of a week, as %U and %W count weeks."""
    first = days_before(year) % 7
    if not monday:
        first, weekday = (first + 1) % 7, (weekday + 1) % 7
    start = (7 - first) % 7
    return 1 + start + 7 * (week - 1) + weekday if week else 1 + weekday - first


def day_of_iso_week(year, week, weekday):
    return week * 7 + weekday + 1 - ((days_before(year) + 3) % 7 + 1 + 3)


def _strptime(data_string, format="%a %b %d %H:%M:%S %Y"):
    for index, argument in enumerate((data_string, format)):
        if not isinstance(argument, TEXT):
            if sys.version_info[0] < 3:
                raise TypeError("expected string or buffer")
            raise TypeError("strptime() argument %d must be str, not %s" % (index, type(argument)))
    pieces, found = pieces_of(format), {}
    if STRICT and "%d" in pieces and not ("%Y" in pieces or "%y" in pieces or "%G" in pieces):
        import warnings
        warnings.warn(YEARLESS, DeprecationWarning, 3)
    end = match(pieces, 0, data_string, 0, found)
    if end is None:
        raise ValueError("time data %r does not match format %r" % (data_string, format))
    if end != len(data_string):
        raise ValueError("unconverted data remains: %s" % data_string[end:])

    def value(letter, default=None):
        return int(found[letter]) if letter in found else default
    year, month, day, second, fraction = value("Y"), value("m", 1), value("d", 1), value("S", 0), 0
    hour, minute, julian, iso_year, iso_week = value("H", 0), value("M", 0), value("j"), value("G"), value("V")
    order = [piece[1] for piece in pieces if len(piece) == 2]

    def last(*letters):
        """Of directives for the same thing, the one that comes last."""
        return max([(order.index(letter), letter) for letter in letters if letter in found] or [(0, "")])[1]
    if last("y", "Y") == "y":
        year = value("y") + (2000 if value("y") <= 68 else 1900)
    if "B" in found:
        month = MONTHS.index(found["B"].lower()) + 1
    if "b" in found:
        month = [name[:3] for name in MONTHS].index(found["b"].lower()) + 1
    if last("H", "I") == "I":
        hour = value("I") % 12 + (12 if found.get("p", "").lower() == "pm" else 0)
    if "f" in found:
        fraction = int(found["f"].ljust(6, "0"))
    weekday = None
    if "A" in found:
        weekday = DAYS.index(found["A"].lower())
    elif "a" in found:
        weekday = [name[:3] for name in DAYS].index(found["a"].lower())
    elif "w" in found:
        weekday = (value("w") - 1) % 7
    elif "u" in found:
        weekday = value("u") - 1
    week = value(last("U", "W"))
    zone, offset, offset_fraction = -1, None, 0
    if "z" in found:
        text = found["z"].replace(":", "")
        offset = 0
        if text != "Z":
            offset = int(text[1:3]) * 3600 + int(text[3:5]) * 60 + int(text[5:7] or 0)
            offset_fraction = int((text[8:] or "0").ljust(6, "0"))
            if text[0] == "-":
                offset, offset_fraction = -offset, -offset_fraction
    if "Z" in found:
        name = found["Z"].lower()
        for index, names in enumerate(zones()):
            if name in names:
                if not (time.tzname[0] == time.tzname[1] and time.daylight and name not in ("utc", "gmt")):
                    zone = index
                break
    if STRICT:
        if iso_year is not None:
            if julian is not None:
                raise ValueError("Day of the year directive '%j' is not compatible with ISO year directive '%G'. Use '%Y' instead.")
            if iso_week is None or weekday is None:
                raise ValueError("ISO year directive '%G' must be used with the ISO week directive '%V' and " + WEEKDAYS)
        elif iso_week is not None:
            if year is None or weekday is None:
                raise ValueError("ISO week directive '%V' must be used with the ISO year directive '%G' and " + WEEKDAYS)
            raise ValueError("ISO week directive '%V' is incompatible with the year directive '%Y'. Use the ISO year '%G' instead.")
    elif ISO:
        if year is None and iso_year is not None:
            if iso_week is None or weekday is None:
                raise ValueError("ISO year directive '%G' must be used with the ISO week directive '%V' and " + WEEKDAYS)
            if julian is not None:
                raise ValueError("Day of the year directive '%j' is not compatible with ISO year directive '%G'. Use '%Y' instead.")
        elif week is None and iso_week is not None:
            if weekday is None:
                raise ValueError("ISO week directive '%V' must be used with the ISO year directive '%G' and " + WEEKDAYS)
            raise ValueError("ISO week directive '%V' is incompatible with the year directive '%Y'. Use the ISO year '%G' instead.")
    stand_in = year is None and month == 2 and day == 29
    if stand_in:
        year = 1904
    elif year is None:
        year = 1900
    if julian is None and weekday is not None:
        if week is not None:
            julian = day_of_week_in_year(year, week, weekday, last("U", "W") == "W")
        elif iso_year is not None and iso_week is not None:
            year, julian = iso_year, day_of_iso_week(iso_year, iso_week, weekday)
        if julian is not None and julian <= 0:
            year -= 1
            julian += 366 if is_leap(year) else 365
    lengths = month_lengths(year)
    if julian is None:
        if day > lengths[month - 1]:
            raise ValueError("day is out of range for month")
        julian = sum(lengths[:month - 1]) + day
    else:
        date = days_before(year) + julian
        while date > days_before(year + 1):
            year += 1
            if iso_week is not None and sys.version_info >= (3, 12):
                julian = date - days_before(year)
        day, month, lengths = date - days_before(year), 1, month_lengths(year)
        while day > lengths[month - 1]:
            day -= lengths[month - 1]
            month += 1
    if weekday is None:
        weekday = (days_before(year) + sum(lengths[:month - 1]) + day - 1) % 7
    if stand_in:
        year = 1900
    return (year, month, day, hour, minute, second, weekday, julian, zone, found.get("Z"), offset), fraction, offset_fraction


def _strptime_time(data_string, format="%a %b %d %H:%M:%S %Y"):
    return time.struct_time(_strptime(data_string, format)[0][:11 if sys.version_info >= (3, 3) else 9])


strptime = _strptime_time


def _strptime_datetime(cls, data_string, format="%a %b %d %H:%M:%S %Y"):
    parts, fraction, offset_fraction = _strptime(data_string, format)
    arguments = parts[:6] + (fraction,)
    if parts[10] is not None:
        from datetime import timedelta, timezone
        delta = timedelta(seconds=parts[10], microseconds=offset_fraction)
        arguments += (timezone(delta, parts[9]) if parts[9] else timezone(delta),)
    return cls(*arguments)

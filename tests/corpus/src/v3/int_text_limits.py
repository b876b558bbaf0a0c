# versions: 3.6-3.13
# about: how long a number's text may be: sys.set_int_max_str_digits and what it refuses
import sys


def attempt(label, f, *args):
    try:
        r = f(*args)
        if isinstance(r, (int, str)) and len(hex(r) if isinstance(r, int) else r) > 60:
            r = (type(r).__name__, len(hex(r)) if isinstance(r, int) else len(r))
        print(label, r)
    except Exception as e:
        print(label, type(e).__name__, e)


has = hasattr(sys, 'set_int_max_str_digits')
print(has)
if has:
    print(sys.get_int_max_str_digits(), sys.int_info.default_max_str_digits, sys.int_info.str_digits_check_threshold, getattr(sys.flags, "int_max_str_digits", None))
    for bad in (1, 639, -1, 640.0, '1', None, 10 ** 30):
        attempt('set %r' % (bad,), sys.set_int_max_str_digits, bad)
    attempt('no argument', sys.set_int_max_str_digits)
    attempt('keyword', lambda: sys.set_int_max_str_digits(maxdigits=640))
    print(sys.get_int_max_str_digits())
    attempt('back', sys.set_int_max_str_digits, 4300)
big = 10 ** 4300
ok = 10 ** 4299
attempt('str ok', str, ok)
attempt('str big', str, big)
attempt('repr big', repr, -big)
attempt('format d', format, big, 'd')
attempt('format n', format, big, '')
attempt('format ,', format, big, ',')
attempt('format x', format, big, 'x')
attempt('format o', format, big, 'o')
attempt('format e', format, big, 'e')
attempt('percent d', lambda: '%d' % big)
attempt('percent s', lambda: '%s' % big)
attempt('percent x', lambda: '%x' % big)
attempt('fstring', lambda: f'{big}')
attempt('int ok', int, '1' * 4300)
attempt('int big', int, '1' * 4301)
attempt('int negative', int, '-' + '1' * 4301)
attempt('int underscores', int, '1_' * 4299 + '1')
attempt('int spaces', int, ' ' * 5000 + '1' + ' ' * 5000)
attempt('int zeros', int, '0' * 4301)
attempt('int hex', int, 'f' * 5000, 16)
attempt('int octal', int, '7' * 5000, 8)
attempt('int binary', int, '1' * 5000, 2)
attempt('int base 4', int, '1' * 5000, 4)
attempt('int base 32', int, '1' * 5000, 32)
attempt('int base 3', int, '1' * 5000, 3)
attempt('int base 36', int, '1' * 5000, 36)
attempt('int base 0', int, '1' * 5000, 0)
attempt('int base 0 hex', int, '0x' + '1' * 5000, 0)
attempt('int bytes', int, b'1' * 5000)
attempt('int bytearray', int, bytearray(b'1' * 5000))
attempt('float', float, '1' * 200)
attempt('invalid', int, 'x' * 5000)
attempt('invalid at end', int, '1' * 5000 + 'x')
attempt('in list', repr, [big])
attempt('key', lambda: {}[big] if False else None)
attempt('range', repr, range(3))
attempt('divmod', lambda: divmod(big, 7)[1])
attempt('bool', bool, big)
attempt('hash', hash, big)
attempt('hex', hex, big)
attempt('print', lambda: print(big))
attempt('str of negative', str, -ok)
if has:
    sys.set_int_max_str_digits(0)
    attempt('unlimited', lambda: len(str(big)))
    attempt('unlimited int', lambda: len(hex(int('1' * 10000))))
    sys.set_int_max_str_digits(640)
    attempt('640', str, 10 ** 639)
    attempt('641', str, 10 ** 640)
    attempt('int 641', int, '1' * 641)
    print(sys.get_int_max_str_digits())

# versions: 2.7,3.6-3.13
# about: thousands of random calculations with int, float and complex, and numbers read from text
import sys

PY3 = sys.version_info[0] >= 3
if PY3:
    long, unicode, unichr = int, str, chr
    basestring = str


class Random(object):
    """The same numbers in every release."""

    def __init__(self, seed):
        self.state = seed

    def below(self, n):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % (1 << 64)
        return int((self.state >> 33) % n)

    def choice(self, items):
        return items[self.below(len(items))]


def shown(value):
    return repr(value).encode('ascii', 'backslashreplace').decode('ascii')


def outcome(function, *args):
    try:
        return shown(function(*args))
    except Exception:
        kind, error = sys.exc_info()[:2]
        return '%s %s' % (kind.__name__, shown(str(error)))


random = Random(77)
WHOLE = [0, 1, -1, 2, 3, -7, 10, 255, 2 ** 31, -2 ** 31, 2 ** 47, -2 ** 47 - 1, 2 ** 62, 2 ** 63 - 1, -2 ** 63, long(2) ** 64 + 1, -long(10) ** 25, long(3) ** 80, True, False]
REAL = [0.0, -0.0, 1.0, -1.5, 0.1, 1e-5, 3.7, 1e16, 1.7976931348623157e308, 5e-324, 2.2250738585072014e-308, float('inf'), -float('inf'), float('nan'), 9007199254740993.0]
COMPLEX = [0j, 1j, -1 - 1j, complex(0.0, -0.0), 2.5 + 3.5j, complex('inf'), complex('nanj'), 1e308 + 1e308j]
OPERATIONS = dict((sign, eval('lambda a, b: a %s b' % sign)) for sign in ['+', '-', '*', '/', '//', '%', '&', '|', '^', '<', '<=', '==', '!=', '>', '>='])
SIGNS = sorted(OPERATIONS)


def value():
    kind = random.below(8)
    if kind < 3:
        return random.choice(WHOLE)
    if kind == 3:
        number = long(random.below(1 << 30)) << random.below(90)
        return -number if random.below(2) else number
    if kind == 4:
        return random.choice(COMPLEX)
    if kind == 5:
        return (random.below(1 << 30) - (1 << 29)) * 2.0 ** (random.below(120) - 60)
    return random.choice(REAL)


for i in range(500):
    name, a, b = random.choice(SIGNS), value(), value()
    print('%s %s %s: %s' % (name, shown(a), shown(b), outcome(OPERATIONS[name], a, b)))
for i in range(200):
    a, b = value(), random.choice(REAL + [0, 1, 2, -1, -3, 5, 20, 0.5, 1j])
    print('pow %s %s: %s' % (shown(a), shown(b), outcome(pow, a, b)))
    a, b = value(), value()
    print('divmod %s %s: %s' % (shown(a), shown(b), outcome(divmod, a, b)))
    a, b, c = random.choice(WHOLE), random.choice(WHOLE), random.choice(WHOLE)
    print('pow %s %s %s: %s' % (shown(a), shown(b), shown(c), outcome(pow, a, b, c)))
    a, b = random.choice(WHOLE), random.choice([0, 1, 5, 31, 32, 63, 64, 100, -1])
    print('shift %s %s: %s %s' % (shown(a), b, outcome(lambda: a << b), outcome(lambda: a >> b)))
    a, b = value(), random.below(30) - 15
    print('round %s %s: %s %s' % (shown(a), b, outcome(round, a, b), outcome(round, a)))
    a = value()
    print('one %s: %s %s %s %s %s %s' % (shown(a), outcome(int, a), outcome(float, a), outcome(complex, a), outcome(lambda: -a), outcome(abs, a) if a == a else '', outcome(lambda: ~a)))
    print('hash %s: %s %s' % (shown(a), outcome(hash, a) if a == a and not isinstance(a, complex) else '', outcome(bool, a)))
PIECES = ['0', '1', '7', '9', '12', '999999999999999999999', '.', 'e', 'E', '+', '-', ' ', '_', '0x', '0b', '0o', '0X', 'a', 'f', 'z', 'j', 'J', 'inf', 'nan', 'Infinity', '(', ')', '5e', '\t', 'L', unichr(0x663), '\0']
for i in range(900):
    text = ''.join([random.choice(PIECES) for j in range(1 + random.below(4))])
    base = random.choice([0, 2, 8, 10, 16, 36, 1, 37])
    print('%s: %s | %s | %s | %s %s' % (shown(text), outcome(int, text), outcome(float, text), outcome(complex, text), base, outcome(int, text, base)))

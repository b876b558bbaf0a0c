# versions: 2.7,3.6-3.13
# about: thousands of random format specifications and % conversions
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


random = Random(2024)
NUMBERS = [0, 1, -1, 7, -42, 255, 12345678, -987654321, long(10) ** 20, -long(2) ** 70, 0.0, -0.0, 1.5, -2.25, 0.1, 1e-5, 123456.789, 1e16, 1e22, -1e300, 5e-324,
           float('inf'), -float('inf'), float('nan'), 1j, -2.5 + 3j, complex(0.0, -0.0), complex('nan+infj'), True, False]
TEXTS = ['', 'a', 'abc', 'spam and eggs', unicode('wide'), unichr(0xe9) + 'x' if PY3 else unichr(0xe9)]


def specification():
    parts = []
    if random.below(2):
        if random.below(2):
            parts.append(random.choice(['*', ' ', '0', 'x', '<', '{']))
        parts.append(random.choice('<>^='))
    if random.below(3) == 0:
        parts.append(random.choice('+- '))
    if random.below(12) == 0:
        parts.append('z')
    if random.below(4) == 0:
        parts.append('#')
    if random.below(4) == 0:
        parts.append('0')
    if random.below(2):
        parts.append(str(random.below(20)))
    if random.below(5) == 0:
        parts.append(random.choice([',', '_', ',', ',_']))
    if random.below(3) == 0:
        parts.append('.' + random.choice(['0', '1', '3', '6', '17', '']))
    if random.below(5):
        parts.append(random.choice('bcdeEfFgGnosxX%ry'))
    return ''.join(parts)


for i in range(900):
    value, spec = random.choice(NUMBERS + TEXTS), specification()
    print('%s %r: %s' % (shown(value), spec, outcome(format, value, spec)))
for i in range(800):
    flags = ''.join([random.choice('#0- +') for j in range(random.below(4))])
    spec = '%' + flags + random.choice(['', '5', '12', '1', '*']) + random.choice(['', '.0', '.3', '.10', '.', '.*']) + random.choice(['', '', 'l', 'h']) + random.choice('diouxXeEfFgGcrsa%b')
    values = tuple([random.choice([0, 3, 9, 1]) for star in spec if star == '*']) + (random.choice(NUMBERS + TEXTS),)
    print('%r %s: %s' % (spec, shown(values), outcome(lambda: ('<' + spec + '>') % values)))
FIELDS = ['{}', '{0}', '{1}', '{a}', '{0!r}', '{!s:>8}', '{0.real}', '{0[0]}', '{a[k]}', '{0:{1}}', '{:{a}}', '{{', '}}', '{', '}', '{!x}', '{0!}', '{:.3}', '{-1}', '{0.}', '{0[}', '{a.b.c}', '{0:', '{5}', '{ 0}', '{0 }']
for i in range(200):
    text = ''.join([random.choice(FIELDS) for j in range(1 + random.below(3))])
    args = (random.choice([1, 'abc', 2.5, (7, 8), [3]]), random.choice([5, '>6', 'x']))
    print('%r %s: %s' % (text, shown(args), outcome(lambda: text.format(*args, a={'k': 4}))))

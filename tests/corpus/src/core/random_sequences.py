# versions: 2.7,3.6-3.13
# about: thousands of random slices, slice assignments, sorts, searches, splits and operations of sets and dicts
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


random = Random(4711)
BOUNDS = [None, None, 0, 1, 2, 3, 5, -1, -2, -5, 9, -9, long(2) ** 70, -long(2) ** 70]


def a_slice():
    return slice(random.choice(BOUNDS), random.choice(BOUNDS), random.choice([None, None, None, 1, 2, -1, -2, 3, 0, -long(2) ** 70]))


def assign(target, key, values):
    target[key] = values
    return target


def delete(target, key):
    del target[key]
    return target


for i in range(500):
    size, key = random.below(7), a_slice()
    values = [random.below(100) for j in range(random.below(5))]
    print('%s of %d: %s %s %s %s' % (key, size, outcome(lambda: list(range(size))[key]), outcome(lambda: 'abcdefg'[:size][key]), outcome(lambda: tuple(range(size))[key]), outcome(lambda: range(10, 10 + size)[key])))
    print('  set %s: %s' % (values, outcome(assign, list(range(size)), key, values)))
    print('  del: %s' % outcome(delete, list(range(size)), key))
    print('  bytes: %s %s' % (outcome(assign, bytearray(range(65, 65 + size)), key, bytearray(values)), outcome(delete, bytearray(range(65, 65 + size)), key)))
for i in range(80):
    values = [random.choice([random.below(20), -random.below(20), random.below(9) / 4.0, True, long(2) ** 65]) for j in range(random.below(80))]
    print('sort %s' % shown(sorted(values)))
    print('     %s' % shown(sorted(values, key=lambda v: (v % 3, -v), reverse=random.below(2) == 1)))
    words = [''.join([random.choice('abAB') for k in range(random.below(4))]) for j in range(random.below(30))]
    print('     %s %s' % (sorted(words), sorted(words, key=str.lower, reverse=True)))
    mixed = [random.choice([1, 'a', None, 2.5, (1,), (1, 2), (0, 'x')]) for j in range(random.below(4))]
    if PY3:
        print('     %s %s' % (mixed, outcome(sorted, mixed)))
    print('     %s %s' % (outcome(min, words), outcome(max, values)))


def text():
    return ''.join([random.choice(['a', 'b', 'ab', ' ', '\n', '\r\n', '\t', 'A', '\x0b', ',', '\x1c', '']) for j in range(random.below(9))])


CALLS = [('split', 0), ('split', 1), ('rsplit', 1), ('split', 2), ('rsplit', 2), ('strip', 0), ('strip', 1), ('lstrip', 1), ('rstrip', 0), ('splitlines', 0), ('partition', 1), ('rpartition', 1),
         ('replace', 3), ('find', 3), ('rfind', 3), ('count', 3), ('index', 3), ('startswith', 3), ('endswith', 3), ('expandtabs', 4), ('center', 4), ('zfill', 4), ('ljust', 4), ('title', 0),
         ('swapcase', 0), ('capitalize', 0), ('isspace', 0), ('istitle', 0), ('isalpha', 0), ('join', 1), ('rjust', 4), ('upper', 0), ('isupper', 0), ('isdigit', 0)]
for i in range(900):
    name, kind = random.choice(CALLS)
    subject, other = text(), text()
    small = random.choice(['a', 'b', 'ab', ' ', '\n', '', ','])
    args = [(), (small,), (small, random.below(4) - 1), None, (random.below(12) - 2,)][kind]
    if kind == 3:
        args = (small, other) if name == 'replace' else (small, random.choice([0, 1, -2, 4]), random.choice([3, -1, 99]))
    raw = [a.encode('ascii') if isinstance(a, basestring) else a for a in args]
    print('%r.%s%s: %s %s' % (subject, name, args, outcome(getattr(subject, name), *args), outcome(getattr(bytearray(subject.encode('ascii')), name), *raw)))
for i in range(80):
    left, right = set([random.below(40) for j in range(random.below(20))]), set([random.choice([random.below(40), 'k%d' % random.below(9), (1, random.below(3))]) for j in range(random.below(20))])
    print('sets %s %s: %s %s %s %s' % (left, right, left | right, left & right, left - right, left ^ right))
    print('     %s %s %s' % (left <= right, left.isdisjoint(right), frozenset(right) | left))
    names = {}
    for j in range(random.below(60)):
        key = random.choice([random.below(50), 'n%d' % random.below(40), (random.below(5), 'x')])
        if random.below(4) == 0:
            names.pop(key, None)
        else:
            names[key] = j
    print('dict %s' % names)
    print('     %s' % [list(names), list(names.values())[:5], len(names)])
    copied = dict(names)
    copied.update((k, 1) for k in left)
    print('     %s' % copied)
    if names:
        print('     %s %s' % (names.popitem(), sorted(set(map(str, names)))[:4]))

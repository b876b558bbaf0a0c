# versions: 2.7
# about: sorting with cmp: what is compared when, errors, mutation, mixed types, cmp with key and reverse


def note(log):
    def compare(a, b):
        log.append((a, b))
        return cmp(a, b)
    return compare


for data in ([3, 1, 2], [1, 2, 3], [3, 2, 1], [5, 3, 9, 1, 5, 7, 2], range(6) + range(6), []):
    log = []
    print sorted(data, note(log)), log
log = []
print sorted('bBaA', note(log), str.lower), log
log = []
print sorted('bBaA', key=str.lower, reverse=True, cmp=note(log)), log
print sorted([1, 'a', None, 2.5, (), [], {}, u'x', 1j.real, True], cmp)
print sorted([3, 1, 2], lambda a, b: 0), sorted([3, 1, 2], lambda a, b: b - a), sorted([3, 1, 2], lambda a, b: -1)
try:
    print sorted([3, 1, 2], lambda a, b: 10L ** 30 * (a - b))
except TypeError as e:
    print e
print sorted([3, 1, 2], lambda a, b: True), sorted([1, 2], cmp=None), sorted([2, 1], None), sorted([2, 1], None, None, True)
for bad in (lambda a, b: 'x', lambda a, b: None, lambda a, b: 1.5, lambda a: 0, lambda a, b: 1 / 0, 5, lambda a, b: []):
    try:
        print sorted([2, 1], bad)
    except Exception as e:
        print type(e).__name__, e


class Old:
    def __init__(self, n):
        self.n = n

    def __cmp__(self, other):
        return cmp(self.n, other.n)

    def __repr__(self):
        return 'Old(%d)' % self.n


class New(object):
    def __init__(self, n):
        self.n = n

    def __cmp__(self, other):
        return cmp(self.n, other.n)

    def __repr__(self):
        return 'New(%d)' % self.n


class Lt(New):
    def __lt__(self, other):
        return self.n > other.n


for kind in (Old, New, Lt):
    items = [kind(n) for n in (3, 1, 2)]
    print sorted(items), sorted(items, cmp), max(items), min(items), items.index(kind(1)), kind(2) in items, items.count(kind(3))
    print cmp(items[0], items[1]), items[0] == kind(3), items[0] < items[1], items[0] != items[1]
a = [3, 2, 1]
try:
    a.sort(lambda x, y: a.append(1) or cmp(x, y))
except ValueError as e:
    print e, a
a = [3, 2, 1]
try:
    a.sort(lambda x, y: [].pop())
except IndexError as e:
    print e, a
print cmp(1, 2), cmp('b', 'a'), cmp([1], [1]), cmp((1, 2), (1, 3)), cmp({1: 2}, {1: 3}), cmp(1, 'a'), cmp(None, 0), cmp(1j.imag, 1.0)
for x, y in ((1j, 2j), (1j, 1), (1, 1j)):
    try:
        print cmp(x, y)
    except TypeError as e:
        print e
print cmp({}, {1: 1}), cmp({1: 1}, {2: 1}), cmp({'a': 1, 'b': 2}, {'a': 1, 'b': 3}), cmp([], ()), cmp('', u''), cmp(max, min) in (-1, 1), cmp(Old, New) in (-1, 1)


class Bad(object):
    def __cmp__(self, other):
        return 'no'


class Worse(object):
    def __cmp__(self, other):
        raise KeyError('c')


class Big(object):
    def __cmp__(self, other):
        return 10 ** 40


class NotImpl(object):
    def __cmp__(self, other):
        return NotImplemented


for kind in (Bad, Worse, Big):
    for action in (lambda k: cmp(k(), 1) in (-1, 0, 1), lambda k: k() == 1, lambda k: [k()] == [1], lambda k: k() < 2, lambda k: 1 in [k()]):
        try:
            print kind.__name__, action(kind)
        except Exception as e:
            print kind.__name__, type(e).__name__, e
d = dict((i, str(i)) for i in range(4))
print sorted(d.iteritems(), lambda a, b: cmp(b[1], a[1]))
print sorted(xrange(5), cmp=lambda a, b: cmp(a % 2, b % 2) or cmp(b, a))
print [].sort(cmp), [1].sort(lambda a, b: 1 / 0)

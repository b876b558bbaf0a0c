# versions: 3.6-3.13
# about: what the iterators of itertools and operator's getters tell pickle and copy, at each stage of their life, and how they take a state back
import sys
import itertools
import operator
import functools
import warnings
warnings.simplefilter('ignore')


def attempt(label, function, *args, **named):
    try:
        print('%s: %s' % (label, plain(function(*args, **named))))
    except Exception as error:
        print('%s: %s %s' % (label, type(error).__name__, error))


def plain(v):
    """The repr, without what differs from run to run."""
    if type(v) in (tuple, list):
        return type(v).__name__ + '(' + ', '.join(plain(e) for e in v) + ')'
    text = repr(v)
    return text if ' at 0x' not in text else '<%s>' % type(v).__name__


def rebuilt(it):
    """What copy would make of it."""
    made = it.__reduce__()
    other = made[0](*made[1])
    if len(made) > 2 and made[2] is not None:
        other.__setstate__(made[2])
    return other


MAKERS = [
    ('accumulate', lambda: itertools.accumulate([1, 2, 3])), ('accumulate by', lambda: itertools.accumulate([1, 2, 3], operator.mul)), ('accumulate none', lambda: itertools.accumulate([None, 2, 3], lambda a, b: a)),
    ('chain', lambda: itertools.chain([1, 2], (3,))), ('chain of', lambda: itertools.chain.from_iterable([[1], [2, 3]])), ('combinations', lambda: itertools.combinations('abc', 2)),
    ('combinations_with', lambda: itertools.combinations_with_replacement('ab', 2)), ('compress', lambda: itertools.compress('abcd', [1, 0, 1, 1])), ('count', lambda: itertools.count(5)), ('count by', lambda: itertools.count(1, 3)),
    ('count float', lambda: itertools.count(0.5, 0.25)), ('count big', lambda: itertools.count(2 ** 70)), ('cycle', lambda: itertools.cycle('ab')), ('dropwhile', lambda: itertools.dropwhile(bool, [1, 0, 1])),
    ('filterfalse', lambda: itertools.filterfalse(None, [0, 1, 0])), ('groupby', lambda: itertools.groupby([1, 1, 2])), ('islice', lambda: itertools.islice(range(10), 1, 8, 3)), ('islice all', lambda: itertools.islice([1, 2], None)),
    ('permutations', lambda: itertools.permutations('abc', 2)), ('product', lambda: itertools.product('ab', [1, 2])), ('product again', lambda: itertools.product('ab', repeat=2)), ('repeat', lambda: itertools.repeat(5, 3)),
    ('repeat ever', lambda: itertools.repeat(5)), ('starmap', lambda: itertools.starmap(pow, [(2, 3), (3, 2)])), ('takewhile', lambda: itertools.takewhile(bool, [1, 1, 0, 1])),
    ('zip_longest', lambda: itertools.zip_longest('ab', [1], fillvalue='-')), ('tee', lambda: itertools.tee([1, 2, 3])[0]),
]
if sys.version_info >= (3, 8):
    MAKERS.append(('accumulate first', lambda: itertools.accumulate([1, 2], initial=7)))

for name, make in MAKERS:
    it = make()
    attempt(name, it.__reduce__)
    for i in range(3):
        try:
            next(it)
        except StopIteration:
            break
        attempt('%s %d' % (name, i), it.__reduce__)
    for done in range(20):
        try:
            next(it)
        except StopIteration:
            attempt(name + ' end', it.__reduce__)
            break
    if hasattr(it, '__setstate__'):
        for state in ((), 5, None, (1,), (5, 6, 7), [0, 0], 'ab', (0, 0), [], (9, 9), ((0, 1), (1, 0))):
            fresh = make()
            attempt('%s state %r' % (name, state), fresh.__setstate__, state)
            if name not in ('cycle', 'tee'):
                attempt('  then', lambda: [next(fresh, 'end') for i in range(2)])
    it = make()
    next(it, None)
    attempt(name + ' copied', lambda: [next(rebuilt(make()), 'end') for i in range(2)])
    if hasattr(it, '__sizeof__') and name in ('combinations', 'permutations', 'product', 'combinations_with'):
        attempt(name + ' size', lambda: it.__sizeof__() > 10)
    if hasattr(it, '__length_hint__'):
        attempt(name + ' hint', it.__length_hint__)
    if hasattr(type(it), '__class_getitem__'):
        attempt(name + ' of', lambda: type(it)[int])
attempt('from_iterable', itertools.chain.from_iterable, 5)
attempt('from_iterable', itertools.chain.from_iterable)
attempt('from_iterable', lambda: list(itertools.chain.from_iterable([1])))
key, group = next(itertools.groupby([1, 1, 2]))
attempt('grouper', lambda: group.__reduce__()[0])
one, two = itertools.tee([1, 2, 3])
next(one)
attempt('tee', lambda: one.__reduce__()[0].__name__)
attempt('tee copy', lambda: list(one.__copy__()))
data = one.__reduce__()[2][0] if len(one.__reduce__()) > 2 else None
attempt('data', lambda: data and [plain(part) for part in data.__reduce__()])
attempt('data', lambda: type(data)(iter([1, 2, 3]), [1, 2], None).__reduce__()[1][1:])
attempt('data', lambda: type(data)(5))
attempt('state', lambda: one.__setstate__((data, 0)))
attempt('state', lambda: one.__setstate__((data, -1)))
attempt('state', lambda: one.__setstate__((5, 0)))

for getter in (operator.itemgetter(1), operator.itemgetter(1, 2), operator.attrgetter('a'), operator.attrgetter('a.b', 'c'), operator.methodcaller('m'), operator.methodcaller('m', 1, 2), operator.methodcaller('m', k=1)):
    attempt('getter', getter.__reduce__)
attempt('partial', lambda: functools.partial(pow, 2, mod=5).__reduce__()[1:])
if hasattr(functools.partial, '__class_getitem__'):
    attempt('partial of', lambda: functools.partial[int])
p = functools.partial(int)
for state in ((print, (1,), {}, None), (print, [1], {}, None), (1, (), {}, None), 5, (), (print, (1,), {'a': 1}, {'x': 5})):
    attempt('partial state', p.__setstate__, state)
    attempt('now', lambda: (p.func, p.args, p.keywords))


@functools.lru_cache(2)
def cached(n):
    return n * 2


attempt('cache', cached.__reduce__)
attempt('cache', lambda: [cached.__copy__() is cached, cached.__deepcopy__({}) is cached])
attempt('cache', lambda: [cached(1), cached(1), cached.cache_info(), cached.cache_clear(), cached.cache_info()])

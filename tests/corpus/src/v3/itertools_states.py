# versions: 3.6-3.13
# about: What iterators of itertools give as their state, and take back.
import itertools, sys, warnings
warnings.simplefilter('ignore')
print(itertools.count(3), itertools.count(3, 5), itertools.repeat(1, 2), itertools.repeat('a'))
class Count(itertools.count): pass
class Repeat(itertools.repeat): pass
print(Count(3), Repeat(3))
def show(f, *args):
    try:
        print(f(*args))
    except Exception as e:
        print(type(e).__name__, e)
def taken(it, n):
    return [next(it) for i in range(n)]
def state(it):
    r = it.__reduce__()
    return r[0].__name__, [list(a) if hasattr(a, '__next__') else a for a in r[1]], r[2:]
for n in range(6):
    it = itertools.cycle('abc')
    taken(it, n)
    r = it.__reduce__()
    again = r[0](*r[1])
    again.__setstate__(r[2])
    print(n, taken(it, 7) == taken(again, 7), r[2])
for given in (('a', 1), ([1], 1), ([1], 2, 3), [1], ([1], 'a'), None, ([], True)):
    show(itertools.cycle('abc').__setstate__, given)
for flag in (0, 1, True, False):
    it = itertools.cycle(iter('de'))
    it.__setstate__((['a', 'b', 'c'], flag))
    print(taken(it, 12))
for r in range(4):
    for kind in (itertools.permutations, itertools.combinations, itertools.combinations_with_replacement):
        it = kind(range(2), r)
        first = state(it)
        next(it, None)
        second = it.__reduce__()
        list(it)
        print(kind.__name__, first, second, it.__reduce__())
groups = itertools.groupby('aab')
key, group = next(groups)
next(groups)
print(list(group))
if sys.version_info >= (3, 7): print(group.__reduce__() == (iter, ((),)))
with warnings.catch_warnings(record=True) as seen:
    warnings.simplefilter('always')
    for it in (itertools.count(), itertools.repeat(1), itertools.cycle('a'), itertools.chain('a'), itertools.islice('a', 1), itertools.product('a'),
               itertools.combinations('a', 1), itertools.groupby('a'), itertools.tee('a')[0], itertools.takewhile(bool, 'a'), itertools.accumulate('a')):
        it.__reduce__()
        print(type(it).__name__, [str(w.message) for w in seen], [w.category.__name__ for w in seen], [w.lineno for w in seen])
        del seen[:]

# releases: 3.6-3.13
import gc, sys, itertools, _collections as collections
steps = 0
def tryit(f):
    global steps
    steps = 0
    try: r = f(); print("ok", type(r).__name__)
    except Exception as e: print(type(e).__name__)
def reuse(make):
    # an iterator whose own source steps it again
    holder = []
    depth = [0]
    def src():
        for i in range(6):
            depth[0] += 1
            if depth[0] < 4 and holder:
                try: next(holder[0])
                except (StopIteration, ValueError, RuntimeError): pass
            yield i
    it = make(src())
    holder.append(it)
    n = 0
    for x in it:
        n += 1
        if n > 30: break
    del holder[:]
    return n
mk = [("map", lambda s: map(lambda x: x, s)), ("filter", lambda s: filter(None, s)), ("zip", lambda s: zip(s, s)), ("enumerate", lambda s: enumerate(s)), ("chain", lambda s: itertools.chain(s, s)), ("islice", lambda s: itertools.islice(s, 3)),
 ("cycle", lambda s: itertools.islice(itertools.cycle(s), 20)), ("takewhile", lambda s: itertools.takewhile(lambda x: x < 4, s)), ("dropwhile", lambda s: itertools.dropwhile(lambda x: x < 2, s)), ("groupby", lambda s: itertools.groupby(s)), ("starmap", lambda s: itertools.starmap(lambda x: x, ((x,) for x in s))),
 ("tee", lambda s: itertools.tee(s)[0]), ("product", lambda s: itertools.product(s, s)), ("reversed", lambda s: reversed(list(s))), ("iter", lambda s: iter(lambda: next(s, None), None))]
if sys.version_info[0] >= 3:
    mk += [("accumulate", lambda s: itertools.accumulate(s)), ("zip_longest", lambda s: itertools.zip_longest(s, s)), ("compress", lambda s: itertools.compress(s, s))]
if hasattr(itertools, "pairwise"): mk.append(("pairwise", itertools.pairwise))
if hasattr(itertools, "batched"): mk.append(("batched", lambda s: itertools.batched(s, 2)))
for n, m in mk:
    if sys.version_info[0] < 3 and n in ("map", "filter", "zip"): continue
    try: r = reuse(m); print(n, r > 0)
    except Exception as e: print(n, type(e).__name__)
# groupby: inner group used while outer advances in key
g = None
def key(x):
    if g is not None:
        try: next(g[1])
        except StopIteration: pass
        except ValueError: pass
        except RuntimeError: pass
    return x // 2
it = itertools.groupby(range(10), key)
for k, g_ in it:
    g = (k, g_)
    tryit(lambda: list(g_))
class K(object):
    def __init__(self, it): self.it = it
    def __eq__(self, o):
        try: next(holder[0])
        except StopIteration: pass
        return False
    __hash__ = None
holder = [None]
it = itertools.groupby([K(1) for i in range(10)])
holder[0] = it
tryit(lambda: list(it))
# tee: branch dies in the callback
class S(object):
    def __iter__(self): return self
    def __next__(self):
        holder.append(None); del holder[:]; gc.collect(); return 1
    next = __next__
a, b = itertools.tee(S())
holder = [a]; del a
next(b); next(b)
# tee reentrancy
class R(object):
    count = 0
    def __iter__(self): return self
    def __next__(self):
        self.count += 1
        if self.count < 3: return next(rb)
        return 1
    next = __next__
ra, rb = itertools.tee(R())
tryit(lambda: next(ra))
tryit(lambda: next(rb))
# deque mutated
d = collections.deque(range(10))
class DE(object):
    def __eq__(self, o):
        d.clear(); return False
    __hash__ = None
for f in (lambda: d.index(DE()), lambda: d.remove(DE()), lambda: d.count(DE()), lambda: DE() in d):
    d.extend(range(200))
    tryit(f)
d = collections.deque([DE() for i in range(5)])
e = collections.deque([DE() for i in range(5)])
tryit(lambda: d == e)
tryit(lambda: d < e)
d = collections.deque(range(5))
def it():
    for x in d: d.append(1)
tryit(it)
def it():
    for x in d: d.clear()
tryit(it)
class DR(object):
    def __repr__(self): d.clear(); return "r"
d = collections.deque([DR(), DR(), DR()])
tryit(lambda: repr(d))
class DD(object):
    def __del__(self): d.append(1)
d = collections.deque([DD(), DD(), DD()], 3)
d.append(5); d.clear()
d = collections.deque([DD() for i in range(100)])
d.clear(); print(len(d) >= 0)
def dx():
    for i in range(5):
        d.clear(); yield i
tryit(lambda: d.extend(dx())); tryit(lambda: d.extendleft(dx()))
d = collections.deque([1,2,3]); d.extend(d); d.extendleft(d); d += d; print(len(d))
# dict changed while it is walked
class H(object):
    def __init__(self, d): self.d = d
    def __hash__(self): return 1
    def __eq__(self, o):
        global steps
        steps += 1
        if steps > 50: return False
        self.d.clear()
        for i in range(50): self.d[i] = i
        return False
dd = {}
for i in range(3): dict.__setitem__(dd, H(dd), i)
tryit(lambda: dd[H(dd)])
dd = {}; 
for i in range(3): dd[H(dd)] = i
tryit(lambda: dd.get(H(dd))); tryit(lambda: dd.pop(H(dd), 1)); tryit(lambda: dd.setdefault(H(dd), 1)); tryit(lambda: H(dd) in dd); tryit(lambda: dd.__delitem__(H(dd)))
dd = {}; ee = {}
for i in range(5): dd[i] = H2 = H(ee); ee[i] = H(dd)
tryit(lambda: dd == ee)
class DV(object):
    def __init__(self, f): self.f = f
    def __eq__(self, o): self.f(); return True
    def __repr__(self): self.f(); return "v"
    def __del__(self): self.f()
    __hash__ = None
dd = dict((i, DV(lambda: dd.clear())) for i in range(10))
tryit(lambda: dd == dict((i, 1) for i in range(10)))
dd = dict((i, DV(lambda: dd.clear())) for i in range(10))
tryit(lambda: repr(dd))
dd = dict((i, DV(lambda: dd.clear())) for i in range(10))
tryit(lambda: dd.update(dict((i, 1) for i in range(10))))
dd = dict((i, DV(lambda: dd.update((j, 1) for j in range(100)))) for i in range(10))
tryit(lambda: dd.clear()); print(len(dd) > 0)
dd = dict((i, 1) for i in range(10))
def it():
    for k in dd: dd.clear()
tryit(it)
dd = dict((i, 1) for i in range(10))
def it():
    for k, v in list(dd.items()): dd[k + 100] = 1; dd.pop(k)
tryit(it)
it_ = iter(dict((i, 1) for i in range(10))); next(it_); gc.collect(); tryit(lambda: list(it_))
dd = dict((i, 1) for i in range(10))
def it():
    r = iter(dd); next(r); del dd[5]; dd[5] = 5
    return list(r)
tryit(it)
def up():
    for i in range(10): dd.clear(); yield (i, i)
tryit(lambda: dd.update(up()))
class KD(object):
    def keys(self): dd.clear(); return iter([1, 2, 3])
    def __getitem__(self, k): dd.clear(); return k
tryit(lambda: dd.update(KD()))
tryit(lambda: dict(KD()))
class HK(object):
    def __init__(self): pass
    def __hash__(self): dd.clear(); return 5
tryit(lambda: dd.__setitem__(HK(), 1)); tryit(lambda: dict.fromkeys([HK(), HK()])); 
# sets
class HS(object):
    def __hash__(self): return 1
    def __eq__(self, o):
        global steps
        steps += 1
        if steps > 50: return False
        ss.clear(); tt.clear()
        for i in range(50): ss.add(i)
        return False
ss = set(); tt = set()
def fill():
    ss.clear(); tt.clear()
    for i in range(3): set.add(ss, HS()); set.add(tt, HS())
for f in (lambda: ss & tt, lambda: ss | tt, lambda: ss - tt, lambda: ss ^ tt, lambda: ss == tt, lambda: ss <= tt, lambda: ss < tt, lambda: ss.update(tt), lambda: ss.intersection_update(tt), lambda: ss.difference_update(tt), lambda: ss.symmetric_difference_update(tt), lambda: ss.isdisjoint(tt), lambda: HS() in ss, lambda: ss.remove(HS()), lambda: ss.discard(HS()), lambda: ss.add(HS()), lambda: ss.intersection([HS(), HS()]), lambda: ss.difference([HS()]), lambda: frozenset(ss), lambda: ss.copy(), lambda: set(tt), lambda: ss.issubset([HS()]), lambda: ss.issuperset([HS()])):
    fill(); tryit(f)
fill()
def it():
    for x in ss: ss.clear()
tryit(it)
class SD(object):
    def __init__(self, f): self.f = f
    def __del__(self): self.f()
ss = set(SD(lambda: ss.add(1)) for i in range(10)); ss.clear(); print(len(ss))
ss = set(SD(lambda: ss.clear()) for i in range(10)); ss.pop(); print(len(ss))
def sg():
    for i in range(5): ss.clear(); yield i
tryit(lambda: ss.update(sg())); tryit(lambda: ss.intersection_update(sg())); tryit(lambda: ss.difference_update(sg()))
# OrderedDict
od = collections.OrderedDict((i, i) for i in range(10))
class OK_(object):
    def __hash__(self): return 1
    def __eq__(self, o): od.clear(); return False
od[OK_()] = 1
tryit(lambda: od.__setitem__(OK_(), 1)); 
od = collections.OrderedDict((i, i) for i in range(10)); od[OK_()] = 1
tryit(lambda: od.pop(OK_(), 1)); 
od = collections.OrderedDict((i, i) for i in range(10))
def it():
    for k in od: od.clear()
tryit(it)
def it():
    for k in od: del od[k]
od = collections.OrderedDict((i, i) for i in range(10)); tryit(it)
class OV(object):
    def __eq__(self, o): od.clear(); return True
    def __repr__(self): od.clear(); return "v"
    __hash__ = None
od = collections.OrderedDict((i, OV()) for i in range(10)); tryit(lambda: repr(od) and 1)
od = collections.OrderedDict((i, OV()) for i in range(10)); oe = collections.OrderedDict((i, OV()) for i in range(10)); tryit(lambda: od == oe)
od = collections.OrderedDict((i, OV()) for i in range(10)); 
if hasattr(od, 'move_to_end'): 
    od[OK_()] = 2; tryit(lambda: od.move_to_end(OK_()))
dict.clear(od); tryit(lambda: list(od)); tryit(lambda: od.popitem()); tryit(lambda: repr(od) and 1)
od = collections.OrderedDict((i, i) for i in range(10)); dict.__delitem__(od, 5); tryit(lambda: list(od.items())); tryit(lambda: od.pop(5, None)); tryit(lambda: od.copy())
od = collections.OrderedDict((i, i) for i in range(10)); dict.__setitem__(od, 50, 1); tryit(lambda: list(od.items())); tryit(lambda: od.pop(50)); tryit(lambda: od.popitem())
# heapq, bisect
import _heapq as heapq, _bisect as bisect
class HL(object):
    def __init__(self, l): self.l = l
    def __lt__(self, o): del self.l[:]; return True
    def __le__(self, o): del self.l[:]; return True
hl = []
for f in (lambda: heapq.heapify(hl), lambda: heapq.heappop(hl), lambda: heapq.heappush(hl, HL(hl)), lambda: heapq.heapreplace(hl, HL(hl)), lambda: heapq.heappushpop(hl, HL(hl)), lambda: bisect.bisect_left(hl, HL(hl)), lambda: bisect.insort(hl, HL(hl)), lambda: bisect.insort_left(hl, HL(hl)), lambda: heapq.nsmallest(3, hl), lambda: heapq.nlargest(3, hl), lambda: list(heapq.merge(hl, hl)), lambda: min(hl), lambda: max(hl), lambda: sorted(hl)):
    hl[:] = [HL(hl) for i in range(20)]
    tryit(f)
# str/bytes subclasses, join, format, replace
class BadStr(str):
    def __str__(self): return 5
    def __len__(self): return 1000
    def __getitem__(self, i): return 7
    def __iter__(self): return iter([1])
    def __eq__(self, o): return True
    def __hash__(self): return 1
    def __repr__(self): return None
    def encode(self, *a): return None
    def __format__(self, s): return 1
    def __mod__(self, o): return None
x = BadStr("abc")
for f in (lambda: "%s" % x, lambda: "%r" % x, lambda: "{0}".format(x), lambda: "".join([x, x]), lambda: x.join(["a", "b"]), lambda: "abc".replace(x, "q"), lambda: str(x), lambda: repr(x), lambda: {x: 1}["abc"], lambda: int(x), lambda: getattr(x, x, 1), lambda: setattr(type("Q", (), {})(), x, 1), lambda: type(x, (), {}), lambda: eval(x), lambda: compile(x, x, x), lambda: __import__(x), lambda: open(x), lambda: print(x), lambda: x.format(x), lambda: x.split(x), lambda: x.find(x), lambda: x.translate({}), lambda: float(x), lambda: sys.intern(x), lambda: "a" in x, lambda: x.startswith(x), lambda: x.encode("utf-8"), lambda: bytes(x, x), lambda: x + x, lambda: x * 2, lambda: x < x, lambda: max([x, x]), lambda: sorted([x, x]), lambda: hash(x), lambda: f(**{x: 1}), lambda: vars(type("Z", (), {x: 1})), lambda: "%(abc)s" % {x: 1}): tryit(f)
print("done")

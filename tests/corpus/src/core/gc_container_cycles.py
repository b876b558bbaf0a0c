# versions: 2.7,3.6-3.13
# about: the collector finds cycles through every kind of container, and says how many objects it found
import gc
import sys
import itertools
from _weakref import ref, proxy
from _collections import defaultdict, deque
from _functools import partial

PY3 = sys.version_info[0] >= 3
gc.disable()
gc.collect()


class Node(object):
    pass


class Slotted(object):
    __slots__ = ('next', 'other', '__weakref__')


class Dying(object):
    def __del__(self):
        deaths.append('died')


deaths = []


def check(label, make):
    """make() leaves a cycle that holds a Node; says how many objects one collection finds, and that the node is gone."""
    gc.collect()
    node = Node()
    seen = ref(node, lambda r: deaths.append('callback'))
    make(node)
    del node
    alive = seen() is not None
    found = gc.collect()
    print('%s %s %s %s %s %s' % (label, alive, found if label not in ('through_permutations', 'through_product') else found > 0, seen() is None, deaths, len(gc.garbage)))
    del deaths[:]


def through_list(n):
    n.x = [n]


def through_list_itself(n):
    a = [n]
    a.append(a)


def through_dict(n):
    n.x = {'n': n}


def through_dict_key(n):
    n.x = {n: 1}


def through_dict_itself(n):
    d = {1: n}
    d['self'] = d


def through_set(n):
    n.x = set([n])


def through_frozenset(n):
    n.x = frozenset([n])


def through_tuple(n):
    n.x = (n,)


def through_nested_tuple(n):
    n.x = (1, (2, (3, [n])))


def through_deque(n):
    n.x = deque([n])


def through_defaultdict(n):
    n.x = defaultdict(list, {1: n})


def through_default_factory(n):
    n.x = defaultdict(lambda: n)


def through_closure(n):
    def inner():
        return n
    n.x = inner


def through_recursive_closure(n):
    def inner(k):
        return n if k == 0 else inner(k - 1)


def through_defaults(n):
    def f(a=n):
        return a
    n.x = f


def through_function_dict(n):
    def f():
        pass
    f.n = n
    n.x = f


def through_bound_method(n):
    class C(object):
        def m(self):
            pass
    c = C()
    c.n = n
    c.m2 = c.m


def through_builtin_method(n):
    a = [n]
    n.x = a.append


def through_generator(n):
    def g():
        yield n
    it = g()
    next(it)
    n.x = it


def through_unstarted_generator(n):
    def g(a):
        yield a
    n.x = g(n)


def through_genexp(n):
    n.x = (i for i in [n])


def through_frame(n):
    def f(a):
        return sys._getframe()
    n.x = f(n)


def through_traceback(n):
    try:
        raise ValueError(n)
    except ValueError:
        n.x = sys.exc_info()[2]
    if not PY3:
        sys.exc_clear()


def through_exception_args(n):
    n.x = ValueError(n)


def through_exception_dict(n):
    e = KeyError()
    e.n = n
    n.x = e


def through_class_dict(n):
    class C(object):
        attribute = n
    n.x = C


def through_empty_class(n):
    class C(object):
        kept = n


def through_subclass(n):
    class A(object):
        kept = n

    class B(A):
        pass


def through_instance_of_local(n):
    class C(object):
        pass
    c = C()
    c.n = n
    C.instance = c


def through_partial(n):
    n.x = partial(max, n, key=n)


def through_partial_keyword(n):
    n.x = partial(dict, k=n)


def through_chain(n):
    n.x = itertools.chain([n], [n])


def through_started_chain(n):
    it = itertools.chain([[n]], [1])
    next(it)
    n.x = it


def through_cycle(n):
    it = itertools.cycle([n, 2])
    next(it)
    n.x = it


def through_tee(n):
    a, b = itertools.tee([n, 1])
    next(a)
    n.x = b


def through_repeat(n):
    n.x = itertools.repeat(n)


def through_count(n):
    n.x = itertools.count(0)
    n.y = n


def through_islice(n):
    n.x = itertools.islice([n], 1)


def through_starmap(n):
    n.x = itertools.starmap(max, [n])


def through_takewhile(n):
    n.x = itertools.takewhile(n, [n])


def through_dropwhile(n):
    n.x = itertools.dropwhile(n, [n])


def through_groupby(n):
    it = itertools.groupby([n, n], lambda v: 1)
    k, group = next(it)
    n.x = group


def through_product(n):
    n.x = itertools.product([n], [n])


def through_permutations(n):
    it = itertools.permutations([n, n])
    next(it)
    n.x = it


def through_combinations(n):
    n.x = itertools.combinations([n, n], 1)


def through_zip(n):
    n.x = iter(zip([n], [n]))


def through_map(n):
    n.x = iter(map(lambda v: v, [n]))


def through_filter(n):
    n.x = iter(filter(None, [n]))


def through_enumerate(n):
    n.x = enumerate([n])


def through_reversed(n):
    n.x = reversed([n])


def through_property(n):
    n.x = property(lambda s: n)


def through_property_setter(n):
    n.x = property(None, n)


def through_classmethod(n):
    n.x = classmethod(n)


def through_staticmethod(n):
    n.x = staticmethod(n)


def through_super(n):
    n.x = super(Node, n)


def through_slots(n):
    s = Slotted()
    s.next = n
    s.other = s


def through_two_slots(n):
    a, b = Slotted(), Slotted()
    a.next, b.next = b, a
    a.other = n


def through_list_iterator(n):
    n.x = iter([n])


def through_tuple_iterator(n):
    n.x = iter((n,))


def through_dict_iterator(n):
    n.x = iter({1: n}.values()) if PY3 else {1: n}.itervalues()


def through_dict_view(n):
    d = {1: n}
    n.x = d.items() if PY3 else d.viewitems()


def through_set_iterator(n):
    n.x = iter(set([n]))


def through_deque_iterator(n):
    n.x = iter(deque([n]))


def through_sequence_iterator(n):
    class S(object):
        def __getitem__(self, i):
            return n
    n.x = iter(S())


def through_callable_iterator(n):
    n.x = iter(lambda: n, None)


def through_slice(n):
    n.x = slice(n)


def through_weakref_callback(n):
    n.y = Node()
    n.x = ref(n.y, lambda r: n)


def through_proxy(n):
    n.x = proxy(n)
    n.y = n


def through_module(n):
    m = type(sys)('m')
    m.n = n
    m.self = m


def through_list_subclass(n):
    class L(list):
        pass
    a = L([n])
    a.me = a


def through_dict_subclass(n):
    class D(dict):
        pass
    a = D(n=n)
    a['me'] = a


def through_tuple_subclass(n):
    class T(tuple):
        pass
    a = T([n])
    a.me = a


def through_int_subclass(n):
    class I(int):
        pass
    a = I(3)
    a.me = a
    a.n = n


def through_memoryview(n):
    class B(bytearray):
        pass
    b = B(b'abc')
    b.n = n
    b.view = memoryview(b)


def through_method_of_class(n):
    n.x = Node.__init__.__get__(n) if hasattr(Node.__init__, '__get__') else n


def through_class_getter(n):
    class C(object):
        @classmethod
        def make(cls):
            return cls
    C.n = n
    C.bound = C.make


def through_dying(n):
    d = Dying()
    d.me = d


def plain(n):
    n.x = n


def no_cycle(n):
    n.x = [1, 2, {}]


for name in sorted(k for k in list(globals()) if k.startswith('through_')) + ['plain', 'no_cycle']:
    if name == 'through_dying' and not PY3:
        continue
    check(name, globals()[name])
print(len(gc.garbage))

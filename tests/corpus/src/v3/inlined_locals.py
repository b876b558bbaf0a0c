# versions: 3.8-3.13
# about: what locals(), frames and cells of comprehensions show at module, class and function level
import sys


def keys(d):
    return sorted(k for k in d if not k.startswith('_') and len(k) < 4)


a = 1
print([keys(locals()) for x in [1]][0])
print([locals()['x'] for x in [1, 2]])
val = [sys._getframe().f_locals['a'] for a in [0]]
print(val, a)
print([sys._getframe().f_code.co_name for q in [0]])
print([eval('x', globals(), locals()) for x in [7]])


class C:
    b = 2
    k1 = [keys(locals()) for y in [1]]
    k2 = [locals()['y'] for y in [3]]
    k3 = [sys._getframe().f_code.co_name for y in [3]]
    k4 = [vars()['y'] for y in [3]]
    k5 = {y: keys(dir()) for y in [5]}
    print(k1, k2, k3, k4, k5, 'y' in locals())


def f(p):
    w = 5
    r = [keys(locals()) for z in [1]]
    s = [locals()['z'] for z in [4]]
    t = [sys._getframe().f_locals.get('z') for z in [4]]
    u = [eval('z', globals(), locals()) for z in [6]]
    print(r, s, t, u, keys(locals()), sys._getframe().f_code.co_varnames)


f(1)

# an inner cell where the outer is free or a cell
def outer():
    x = 'outer'

    def inner():
        g = [lambda: x for x in range(3)]
        return [h() for h in g], x
    return inner()


print(outer())


def cells():
    x = 1
    fs = [lambda: (x, y) for y in [x, 2]]
    x = 9
    return [h() for h in fs]


print(cells())


def shadow():
    x = 'own'
    fs = [lambda: x for x in [1, 2]]
    def see():
        return x
    return [h() for h in fs], see(), x


print(shadow())


def unbound():
    try:
        [x for x in [1]]
        print(x)
        x = 1
    except UnboundLocalError as e:
        print(e)
    try:
        [m for m in [1]]
        print(m)
    except NameError as e:
        print(type(e).__name__, e)


unbound()


def deleted():
    x = 3
    [x for x in [1, 2]]
    print(x)
    del x
    [x for x in [1, 2]]
    try:
        print(x)
    except UnboundLocalError as e:
        print(e)


deleted()


def raises():
    x = 'kept'
    try:
        [1 // x for x in [1, 0]]
    except ZeroDivisionError as e:
        print(x, e.__traceback__.tb_lineno > 0, e.__traceback__.tb_frame.f_code.co_name, e.__traceback__.tb_next is None)


raises()


class D:
    x = 'class'
    vals = [x for x in [1, 2]]
    print(x, vals)
    fs = [lambda: x for x in [5, 6]]
    print([g() for g in fs], x)
    nested = [[x + y for y in [1, 2]] for x in [10, 20]]
    print(nested)
    sets = {x for x in 'ab' for x in x + x}
    print(sorted(sets))


x = 'global'


class E:
    x = 'class'
    y = [(lambda: x)() for i in range(1)]
    z = [x for i in range(2)]
    w = list(x for i in range(1))
    print(y, z, w)


def g():
    global x
    print([x for x in 'mn'], x)


g()


def h():
    def k():
        nonlocal v
        print([v for v in [1, 2]], v)
        return [(v := i) for i in range(3)], v
    v = 'v'
    print(k(), v)


h()
print([[(i, j, sorted(keys(locals()))) for j in range(1)] for i in range(1)])


def gen():
    x = 'gen'
    y = [(yield_, x) for yield_ in [1]]
    yield y
    yield [x for x in [2]] + [x]


print(list(gen()))


async def co():
    x = 'co'
    return [x async for x in ag()], x


async def ag():
    yield 1
    yield 2


try:
    co().send(None)
except StopIteration as e:
    print(e.value)
print(f'{[x for x in [1]]} {x}')
lam = lambda: ([x for x in [1, 2]], [locals() for q in [1]][0].get('q', 'none'))
print(lam())
exec('print([x for x in [3]], x)')
exec('print([x for x in [3]], x)', {'x': 'given'})
exec('def ff():\n  x = [x for x in [4]]\n  return x\nprint(ff())')
exec('x = 0\nclass F:\n  l = [locals().get("x") for x in [4]]\n  print(l)')

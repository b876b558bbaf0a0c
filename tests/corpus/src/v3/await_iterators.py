# versions: 3.6-3.13
# about: close, send and throw of coroutine wrappers and of what an asynchronous generator hands out; frame.clear; code objects' methods
import sys


def show(label, make):
    try:
        r = repr(make())
    except BaseException as e:
        r = '! %s %s' % (type(e).__name__, e)
    print(label, '=', r)


class Wait:
    def __await__(self):
        got = yield 'waiting'
        return got


async def co():
    try:
        return await Wait()
    except ValueError as e:
        return 'caught %s' % e


w = co().__await__()
show('send', lambda: (type(w).__name__, w.send(None)))
show('send 2', lambda: w.send(5))
show('send 3', lambda: w.send(5))
w = co().__await__()
show('throw', lambda: (w.send(None), w.throw(ValueError('v'))))
w = co().__await__()
show('close', lambda: (w.send(None), w.close(), w.close()))
show('after', lambda: w.send(None))
w = co().__await__()
show('close first', lambda: w.close())


async def ag():
    try:
        x = yield 1
        yield x
    except KeyError:
        yield 'key'


g = ag()
a = g.asend(None)
show('asend', lambda: a.send(None))
show('asend again', lambda: a.send(None))
a = g.asend(7)
show('asend 7', lambda: a.send(None))
a = g.__anext__()
show('close', lambda: a.close())
show('closed', lambda: a.send(None))
g = ag()
t = g.athrow(ValueError('thrown'))
show('athrow', lambda: t.send(None))
show('athrow again', lambda: t.send(None))
g = ag()
t = g.athrow(ValueError)
show('athrow close', lambda: t.close())
show('athrow closed', lambda: t.send(None))
g = ag()
t = g.aclose()
show('aclose throw', lambda: t.throw(ValueError('x')))
g = ag()
a = g.asend(None)
show('start', lambda: a.send(None))
t = g.athrow(KeyError)
show('athrow key', lambda: t.send(None))
show('athrow throw', lambda: g.athrow(KeyError).throw(ValueError('y')))
t = ag().asend(None)
show('asend throw', lambda: t.throw(ValueError('z')))


def gen():
    secret = [1]
    yield sys._getframe()
    yield 2


f = next(gen())
show('clear finished', lambda: f.clear())
it = gen()
f = next(it)
show('locals', lambda: sorted(f.f_locals))
show('clear suspended', lambda: f.clear())
show('next', lambda: next(it))


def running():
    sys._getframe().clear()


show('clear running', running)


def code(a, b=1, *c, d, **e):
    x = a
    return lambda: x


k = code.__code__
if hasattr(k, 'replace'):
    show('replace', lambda: (k.replace(co_name='other').co_name, k.replace().co_name, k.replace(co_flags=0).co_flags, k.replace(co_name='code') == k))
    show('replace bad', lambda: k.replace(co_argcount='x'))
    show('replace unknown', lambda: k.replace(nothing=1))
    show('replace positional', lambda: k.replace(1))
if hasattr(k, 'co_lines'):
    show('co_lines', lambda: [line - k.co_firstlineno for start, end, line in k.co_lines() if line is not None])
if hasattr(k, 'co_positions'):
    show('co_positions', lambda: sorted(set(p[0] - k.co_firstlineno for p in k.co_positions() if p[0])))
if hasattr(k, '__replace__'):
    show('__replace__', lambda: k.__replace__(co_name='z').co_name)
if hasattr(k, '_varname_from_oparg'):
    show('_varname_from_oparg', lambda: [k._varname_from_oparg(i) for i in range(6)])

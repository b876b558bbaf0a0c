# versions: 3.6-3.13
# about: throw() into generators: contexts, what bad exceptions become, the stack seen from inside, frames cleared
import sys


def names(frame):
    out = []
    while frame and not frame.f_code.co_name.startswith('call_') and frame.f_code.co_name != '<module>':
        out.append(frame.f_code.co_name)
        frame = frame.f_back
    return out


def chain(e):
    out = []
    while e is not None and len(out) < 9:
        out.append(repr(e))
        e = e.__context__
    return ' <- '.join(out)


def suspended_in_handler():
    try:
        raise KeyError('a')
    except Exception:
        yield 1


def inside_handler():
    try:
        raise KeyError('a')
    except Exception:
        try:
            yield 1
        except Exception as e:
            print('  inside', chain(e))
            yield 2


def delegating(f):
    try:
        raise KeyError('d')
    except Exception:
        yield from f()


def simple():
    yield 1


def nested():
    try:
        raise IndexError('n')
    except IndexError:
        yield 1


for make in suspended_in_handler, inside_handler, lambda: delegating(simple), lambda: delegating(nested), lambda: delegating(inside_handler), simple:
    for what in ValueError, ValueError('v'), KeyError:
        g = make()
        next(g)
        try:
            print('got', g.throw(what))
        except Exception as e:
            print('out', chain(e))
        g = make()
        next(g)
        try:
            try:
                raise OSError('outer')
            except OSError:
                print('got', g.throw(what))
        except Exception as e:
            print('out', chain(e))
    g = make()
    next(g)
    try:
        raise OSError('closing')
    except OSError:
        print('close', g.close())

print('cycle')


def cyc(exc):
    try:
        raise exc
    except Exception:
        try:
            yield from simple()
        except Exception as e:
            print(e is e.__context__, chain(e))
    yield 5


e = KeyError('a')
g = cyc(e)
g.send(None)
print(g.throw(e))


class NotMade(Exception):
    def __new__(cls, *args):
        return cls


class MadeInt(Exception):
    def __new__(cls, *args):
        return 17


class Failing(Exception):
    def __init__(self, *args):
        raise ArithmeticError('in init')


def boring():
    yield 1


def catching():
    try:
        yield 1
    except Exception as e:
        print('  caught', type(e).__name__, e, chain(e.__context__))
        yield 2


for cls in ((NotMade, MadeInt, Failing) if sys.version_info >= (3, 9) else (Failing,)):
    for make in boring, catching:
        for start in False, True:
            g = make()
            if start:
                next(g)
            try:
                print(g.throw(cls))
            except BaseException as e:
                print(cls.__name__, start, type(e).__name__, str(e).split(' at 0x')[0])
            print(list(g))
for args in [(ValueError, 3), (ValueError, (1, 2)), (ValueError, ValueError('x')), (ValueError('y'), None), (KeyError, ValueError('z')), (OSError, FileNotFoundError(2, 'no')),
             (ValueError, None, None)]:
    g = catching()
    next(g)
    try:
        print(g.throw(*args))
    except BaseException as e:
        print(args, type(e).__name__, e)
for args in [(), (1,), ('str',), (int,), (ValueError('y'), 1), (ValueError, 1, 2), (ValueError, None, 'tb'), (None,), (object(),)]:
    g = catching()
    next(g)
    try:
        print(g.throw(*args))
    except BaseException as e:
        print(type(e).__name__, e)
    print(g.gi_frame is None)


def outer():
    def f():
        print(names(sys._getframe()))
        try:
            yield 1
        except ValueError:
            print('thrown', names(sys._getframe()))
            yield 2
        print('after', names(sys._getframe()))

    def g():
        print(names(sys._getframe()))
        yield from f()
        print(names(sys._getframe()))
    return g()


def call_it():
    g = outer()
    next(g)
    print(g.throw(ValueError))
    for x in g:
        pass
    g = outer()
    next(g)
    try:
        g.throw(TypeError)
    except TypeError as e:
        tb = e.__traceback__
        while tb:
            print('  tb', tb.tb_frame.f_code.co_name)
            tb = tb.tb_next
    g = outer()
    next(g)
    g.close()


call_it()


class Delegate:
    def __iter__(self):
        return self

    def __next__(self):
        return 1

    def throw(self, *args):
        print('delegate throw', len(args), names(sys._getframe()))
        if args[0] is KeyError:
            raise StopIteration('done')
        if args[0] is IndexError:
            raise
        return 'again'

    def close(self):
        print('delegate close', names(sys._getframe()))


def uses():
    r = yield from Delegate()
    print('result', r)
    yield 'last'


def call_delegate():
    g = uses()
    next(g)
    print(g.throw(ValueError))
    print(g.throw(KeyError))
    g.close()
    g = uses()
    next(g)
    try:
        g.throw(IndexError)
    except RuntimeError as e:
        print(e, chain(e))
    g = uses()
    next(g)
    g.close()
    g = uses()
    next(g)
    try:
        g.throw(GeneratorExit)
    except GeneratorExit as e:
        print('exit', chain(e))


call_delegate()


def after_none():
    try:
        raise KeyError
    except KeyError:
        pass
    try:
        yield
    except Exception:
        raise RuntimeError


g = after_none()
next(g)
try:
    g.throw(ValueError)
except RuntimeError as e:
    print(chain(e))
try:
    raise OSError('o')
except OSError:
    g = after_none()
    next(g)
    try:
        g.throw(ValueError)
    except RuntimeError as e:
        print(chain(e))


async def co():
    try:
        raise KeyError('co')
    except KeyError:
        await aw()


class aw:
    def __await__(self):
        try:
            yield 1
        except ValueError as e:
            print('await', chain(e), names(sys._getframe()))
            raise TypeError('t')


def call_co():
    c = co()
    c.send(None)
    try:
        c.throw(ValueError('into'))
    except TypeError as e:
        print(chain(e))
    c = co()
    c.send(None)
    c.close()
    c = co()
    try:
        c.throw(ValueError('unstarted'))
    except ValueError as e:
        print(chain(e))
    for i in range(2):
        try:
            c.throw(ValueError('finished')) if i else c.send(None)
        except RuntimeError as e:
            print(e, chain(e))


call_co()

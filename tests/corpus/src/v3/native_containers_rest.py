# versions: 3.6-3.13
# about: methods of OrderedDict, locks and memory files that few programs call
import sys
import _thread
import _io
from _collections import OrderedDict


def attempt(label, function, *args, **named):
    try:
        print('%s: %r' % (label, function(*args, **named)))
    except Exception:
        kind, error = sys.exc_info()[:2]
        print('%s: %s %s' % (label, kind.__name__, error))


d = OrderedDict([('a', 1), ('b', 2), ('c', 3)])
attempt('reversed', lambda: list(reversed(d)))
attempt('copy', lambda: d.copy() == d)
attempt('fromkeys', lambda: list(OrderedDict.fromkeys('xyx', 0).items()))
attempt('move', d.move_to_end, 'a')
attempt('move first', d.move_to_end, 'c', last=False)
attempt('move missing', d.move_to_end, 'zz')
attempt('keys', lambda: list(d))
attempt('popitem', d.popitem)
attempt('popitem first', d.popitem, last=False)
attempt('pop', d.pop, 'b')
attempt('pop missing', d.pop, 'b')
attempt('pop default', d.pop, 'b', 5)
attempt('popitem empty', d.popitem)
attempt('setdefault', d.setdefault, 'q', 7)
attempt('setdefault', d.setdefault, 'q')
attempt('update', lambda: d.update(r=1, s=2))
attempt('reduce', lambda: d.__reduce__()[1:3])
attempt('sizeof', lambda: type(d.__sizeof__()).__name__)
attempt('items', lambda: (list(d.items()), list(d.keys()), list(d.values())))
attempt('equal', lambda: (d == OrderedDict(d), d == dict(d), OrderedDict(a=1, b=2) == OrderedDict([('b', 2), ('a', 1)])))
attempt('clear', d.clear)
attempt('empty', lambda: (len(d), list(d), d == {}))
lock = _thread.allocate()
attempt('acquire_lock', lock.acquire_lock)
attempt('locked_lock', lock.locked_lock)
attempt('release_lock', lock.release_lock)
r = _thread.RLock()
with r:
    attempt('owned', r._is_owned)
    state = r._release_save()
    attempt('released', r._is_owned)
    r._acquire_restore(state)
    attempt('restored', r._is_owned)
done = _thread.allocate_lock()
done.acquire()
_thread.start_new(lambda: done.release(), ())
print(done.acquire())
s = _io.StringIO('a\nb')
attempt('readline', s.readline)
attempt('setstate', s.__setstate__, ('xyz', '\n', 1, None))
attempt('rest', s.read)
b = _io.BytesIO(b'abc')
attempt('setstate', b.__setstate__, (b'hello', 2, None))
attempt('rest', b.read)
attempt('setstate bad', b.__setstate__, 5)
with _io.BytesIO() as f:
    f.writelines([b'a', b'b'])
    print(f.getvalue())

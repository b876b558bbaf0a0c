# versions: 2.7, 3.6-3.13
# about: copyreg: reducers, slots, extensions, and what protocols 0 and 1 keep of instances
import sys
try:
    import copyreg
except ImportError:
    import copy_reg as copyreg


def tried(f, *args):
    try:
        text = repr(f(*args))
    except Exception as e:
        text = '%s: %s' % (type(e).__name__, e)
    sys.stdout.write(('an object' if ' at 0x' in text else text) + '\n')


class Plain(object):
    def __init__(self):
        self.x = 1


class Number(int):
    pass


class Slotted(object):
    __slots__ = ('a', '__b', '__dict__')


class Below(Slotted):
    __slots__ = 'z'


class Items(list):
    def __init__(self, *args):
        list.__init__(self, *args)


class Stated(object):
    def __getstate__(self):
        return 'state'


for instance in (Plain(), Number(3), Items([1]), Stated(), 5, Slotted(), Below(), [1]):
    tried(copyreg._reduce_ex, instance, 1)
for cls in Below, Slotted, int:
    tried(copyreg._slotnames, cls)
tried(copyreg.constructor, 5)
tried(copyreg.pickle, int, 5)
tried(copyreg.pickle, Plain, tried, 5)
tried(copyreg.pickle_complex, 1+2j)
for args in ((1, 2, 0), ('m', 'n', 5), ('m', 'n', 5), ('m', 'n', 6), ('m', 'o', 5), ('m', 'q', 2**31), ('m', 'q', 'x')):
    tried(copyreg.add_extension, *args)
tried(copyreg.remove_extension, 'm', 'n', 6)
tried(copyreg.remove_extension, 'm', 'n', 5)
tried(copyreg.clear_extension_cache)
tried(lambda: [type(copyreg._reconstructor(Items, list, [1, 2])), copyreg._reconstructor(Number, int, 4), type(copyreg._reconstructor(Plain, object, None)), (1+2j).__reduce_ex__(2)[1:]])
if sys.version_info >= (3, 10):
    tried(lambda: copyreg.pickle_union(int | str)[1][1])

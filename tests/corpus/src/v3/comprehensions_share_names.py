# versions: 3.6-3.13
# about: Comprehensions in a row that read what another one binds, beside classes' own __class__.
import sys
x = 3
def f():
    [x for x in [1]]
    y = [x for _ in [1]]
    z = [(lambda: x)() for _ in [1]]
    return y, z
def g():
    [(lambda: x)() for x in [1]]
    return [x for _ in [1]]
def h(x):
    def inner():
        [x for x in [1]]
        return [x for _ in [1]], {x for x in 'a'}, {x: _ for _ in [2]}
    return inner()
class C:
    [x for x in [1]]
    y = [x for _ in [1]]
    x = 2
    [x for x in [1]]
    z = [x for _ in [1]]
def k():
    x = 2
    [x for x in [1]]
    return [x for _ in [1]]
for function in (f, g, k, lambda: h(5)):
    try:
        print(function())
    except NameError as e:
        if sys.version_info[:2] != (3, 12): print(e)
print(C.y, C.z)
def nested():
    return [[x for x in range(x)] for x in range(3)], [x for _ in [1]]
try:
    print(nested())
except NameError as e:
    if sys.version_info[:2] != (3, 12): print(e)
def star():
    global x
    [x for x in [9]]
    return [x for _ in [1]]
print(star())

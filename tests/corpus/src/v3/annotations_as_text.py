# versions: 3.7-3.13
# about: annotations that stay text: folded to 3.8
from __future__ import annotations
class A:
    a: x[1,]
    b: x[1,2]
    c: x[()]
    d: lambda: 0
    e: lambda x, *y: (yield)
    f: x[1:2, 3]
    g: x[(1,2):3]
    h: (1, 2)
    i: 1e999j
    j: -1
    k: (1, 1e999)
    l: "a" "b"
    m: f"a{x!r:>{y}}b"
    n: x in {1, 2}
    o: "%s" % 5
    p: [1, 2][0]
    q: (1, 2)[0]
    r: not not x
    s: x if 1 else y
    t: b"x"
    u: u"x"
    v: ...
    w: None or True
    x: -(-1)
    y: (-1) ** 2
    z: __debug__
for k, v in A.__annotations__.items(): print(k, v)

from .. import one
v = one.v + 2

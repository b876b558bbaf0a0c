"""What native functions and types say of their arguments: ranges, sequences, signatures."""
from __future__ import print_function
import select
import struct
import sys
import time


def told(label, function, *arguments, **keywords):
    try:
        print(label, repr(function(*arguments, **keywords)))
    except Exception:
        error = sys.exc_info()[1]
        print(label, type(error).__name__, error)


for letter in "qQ":
    for order in "<>@=!":
        for value in (1 << 63, 1 << 64, 1 << 70, -1, -(1 << 63) - 1, -(1 << 70)):
            told("%s%s %d" % (order, letter, value), struct.pack, order + letter, value)
for lists in ((1, [], []), ([], 2, []), ([], [], None), ([], [], [])):
    told("select %r" % (lists,), select.select, *(lists + (0,)))
for function in (time.asctime, time.mktime):
    told(function.__name__, function, (1, 2, 3))
    told(function.__name__, function, 5)
told("strftime", time.strftime, "%Y", (1, 2, 3))
if sys.version_info >= (3, 0):
    import _thread
    for timeout in (-2, -0.5):
        told("acquire", _thread.allocate_lock().acquire, timeout=timeout)
if sys.version_info >= (3, 7):
    import _contextvars
    told("name", setattr, _contextvars.ContextVar("x"), "name", "y")
if sys.version_info >= (3, 4):
    import builtins
    import itertools
    for module, kinds in ((builtins, (type, type(len))), (itertools, (type,))):
        for name in sorted(vars(module)):
            thing = getattr(module, name)
            if isinstance(thing, kinds) and name not in ("copyright", "license", "credits", "quit", "exit", "help"):
                print(name, repr(thing.__text_signature__))
    for thing in (type(None), type(Ellipsis), type(NotImplemented), type(lambda: 0), type(sys), type(int.__dict__), type([].append)):
        print(thing.__name__, repr(thing.__text_signature__))

# versions: 2.7, 3.6-3.13
# about: constants and functions on one line that are equal but of other types or signs
import sys

pairs = [lambda: 0, lambda: 0.0, lambda: -0.0, lambda: False, lambda: 0j]
sys.stdout.write(repr([f() for f in pairs]) + '\n')
pairs = [lambda: 1, lambda: 1.0, lambda: True, lambda: (1,), lambda: (1.0,), lambda: (True,)]
sys.stdout.write(repr([f() for f in pairs]) + '\n')
pairs = [lambda x=1: x in (0, 1), lambda x=1: x in (0.0, 1.0), lambda x=1: (x, 0.0), lambda x=1: (x, -0.0)]
sys.stdout.write(repr([f() for f in pairs]) + '\n')
exec('pairs = [lambda: 0, lambda: -0.0, lambda: 0.0]')
sys.stdout.write(repr([f() for f in pairs]) + '\n')
sys.stdout.write(repr([(0, 0.0), (0.0, 0), (0, -0.0), (False, 0)]) + '\n')

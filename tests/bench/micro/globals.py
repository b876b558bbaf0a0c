# Global names and builtins: read in loops, written, at module level too.
import sys

try:
    range = xrange
except NameError:
    pass

LIMIT = 100
STEP = 3
counter = 0
history = []


def bump():
    global counter
    counter += STEP
    if counter > LIMIT:
        counter = counter % LIMIT
    return counter


def record(value):
    global last
    last = value
    history.append(value)
    if len(history) > LIMIT:
        del history[:]


def measure():
    return len(history) + abs(-STEP) + min(counter, LIMIT) + int(isinstance(last, int))


total = 0
loops = int(sys.argv[1]) if len(sys.argv) > 1 else 10000
for loop in range(loops):
    for i in range(100):
        value = bump()
        record(value)
        total = total + measure()
        if i % STEP == 0 and value < LIMIT:
            total += ord(chr(65 + i % 26)) - LIMIT
sys.stdout.write("%d\n" % total)

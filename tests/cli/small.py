import sys


def divide(a, b):
    try:
        return a // b
    except ZeroDivisionError:
        return None


for n in (2, 0):
    print(divide(6, n))
sys.exit(len(sys.argv))

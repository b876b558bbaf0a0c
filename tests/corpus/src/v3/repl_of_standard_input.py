# versions: 3.13
# about: sys._baserepl, with nothing to read
import sys
print(sys._baserepl())
try:
    sys._baserepl(1)
except TypeError as e:
    print(e)

from __future__ import absolute_import
from .. import one as up
from ..one import first
from . import sib
def climb():
    return up.first, sib.name, __name__, first

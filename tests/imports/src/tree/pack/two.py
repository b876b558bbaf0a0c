from __future__ import absolute_import
from . import one
from .one import first as f
from .deep.leaf import climb

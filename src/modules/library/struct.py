from _struct import *

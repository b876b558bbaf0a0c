import sys
old = sys.modules[__name__]
sys.old = old
sys.modules[__name__] = type(sys)("replaced")
sys.modules[__name__].kind = "replaced"

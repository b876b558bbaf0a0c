# versions: 2.7
# about: xrange at the ends of what a C long holds
import sys
M=sys.maxint
for a in [(0,M,M-1),(0,-M-1,M-1),(-M-1,M,M),(0,M,M),(0,M),(M-3,M),(-M-1,-M+2),(0,-M-1,-M-1),(0,-M,-M), (M,-M-1,-M-1),(5,-M-1,-M),(0,4,M-1),(-M-1, M, 2**62)]:
    try:
        x=xrange(*a)
        print repr(x), len(x)
        l=[]
        for i in x:
            l.append(i)
            if len(l)>5: break
        print l
        r=[]
        for i in reversed(x):
            r.append(i)
            if len(r)>5: break
        print r, repr(reversed(x))[:20]
    except Exception, e: print type(e), e

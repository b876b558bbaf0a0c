# versions: 2.7, 3.6-3.13
# about: integers around 48 and 63 bits: operators, counters, and loops over ranges of them, with the states of their iterators
import itertools
M=1<<47
def f(a,b):
    r=[a+b,a-b,a*b,a//b,a%b,-a,~a,abs(a),a<<1,a>>1,a<<b%40,divmod(a,b),a|b,a&b,a^b,a==b,a<b]
    a+=b; r.append(a); a-=b; r.append(a); a*=b; r.append(a); a//=b; r.append(a)
    return r
for a in (-M,-M+1,M-1,M-2,M,-M-1,1<<46,-(1<<46)):
    for b in (-1,1,2,-2,M-1,-M,3):
        print(a,b,f(a,b))
c=itertools.count(M-2)
print([next(c) for i in range(4)])
c=itertools.count(M-5,3)
print([next(c) for i in range(4)])
c=itertools.count(-M+1,-1)
print([next(c) for i in range(4)])
print(list(enumerate('abcd',M-2)))
i=M-3
l=[]
while i<M+3:
    l.append(i); i+=1
print(l)
i=-M+3
l=[]
while i>-M-3:
    l.append(i); i-=1
print(l)
print(sum([M-1,1,1]),sum(range(M-2,M+2)),max(range(M-1,M+1)), int(140737488355328.0), int(-140737488355329.0),int(1e14),int(9.9e13))
print([x*2 for x in range(M//2-1,M//2+2)], (M-1).__add__(1), hash(M), hash(-M-1), M-1+True, round(M-0.5))
print([M>>1<<1, (M-1)<<1, -(-M), -(M), 2**47, (-2)**47, (M-1)**1, pow(2,47), (1<<20)<<27, (-1)<<47,(-1)<<48,1<<47,1<<46])
for a in [(1<<50,(1<<50)+3),(0,1<<60,1<<58),((1<<47)-2,(1<<47)+2),(-(1<<47)+1,-(1<<47)-3,-1),(2**62,2**62+2),(2**63-3,2**63-1)]:
    l=[]
    for i in range(*a): l.append(i)
    print(l)
    print([i for i in range(*a)], list(range(*a)), list(reversed(range(*a))))
for a in [(5,), (2**50,2**50+4), (10,0,-3), (2**63-9,2**63-1,4), (-2**63,-2**63+9,4)]:
    i = iter(range(*a))
    next(i)
    for x in i:
        print(x)
        break
    if hasattr(i, '__reduce__') and hasattr(i, '__setstate__'):
        print(i.__reduce__())
        i.__setstate__(1)
        print(list(i), i.__reduce__())
i = iter(range(2**70, 2**70+5))
next(i)
if hasattr(i, '__setstate__'):
    print(i.__reduce__())
    for n in (-3, 2, 99):
        i.__setstate__(n)
        print(i.__reduce__())

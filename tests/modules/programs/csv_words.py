# Readers, writers and dialects of _csv: what they give, and what they say of wrong arguments.
import _csv,sys
try: from cStringIO import StringIO
except ImportError: from io import StringIO
def t(f,*a,**k):
    try: print(repr(f(*a,**k)))
    except Exception as e: print(type(e).__name__,str(e))
def rd(*a,**k): return list(_csv.reader(*a,**k))
def wr(row,*a,**k):
    s=StringIO(); w=_csv.writer(s,*a,**k); n=w.writerow(row); return n,s.getvalue()
D=_csv.Dialect
d=D()
print([a for a in dir(d) if a[0]!='_'],repr(d)[:20],[ (a,getattr(d,a)) for a in dir(d) if a[0]!='_'])
t(D,delimiter='ab'); t(D,delimiter=None);t(D,delimiter=5);t(D,quotechar='xx');t(D,quotechar=None);t(D,quotechar='',quoting=0);t(D,quotechar=None,quoting=3)
t(D,lineterminator=None);t(D,lineterminator=4);t(D,quoting=9);t(D,quoting='a');t(D,escapechar='ab');t(D,escapechar=4);t(D,foo=3);t(D,delimiter='\n');t(D,delimiter='');t(D,quotechar=5)
t(D,delimiter=',',quotechar=',');t(D,delimiter=' ',skipinitialspace=True);t(D,lineterminator='')
t(D,strict=7)
t(rd,['a,"b']);t(rd,['a,"b'],strict=True);t(rd,['a,"b"c'],strict=True);t(rd,['a,"b"c']);t(rd,['a\rb']);t(rd,['a\r\nb,c']);t(rd,['1,2\x00']);t(rd,['1,"x"'],quoting=2);t(rd,['1,x'],quoting=2);
t(rd,[b'abc'] if sys.version_info[0]>2 else [u'abc']);t(rd,[5]);t(rd,5);t(_csv.reader);t(_csv.writer,5);t(_csv.writer)
t(rd,['a\\,b','\\'],escapechar='\\');t(rd,['a\\'],escapechar='\\',strict=True)
t(wr,[1,2.5,None,'a,b','q"q','x\ny']);t(wr,[]);t(wr,['']);t(wr,[None]);t(wr,[None],quoting=3);t(wr,[''],quoting=3);t(wr,['a,b'],quoting=3);t(wr,['a"b'],quoting=3);t(wr,['a"b'],quoting=3,quotechar=None);t(wr,['a,b'],quoting=3,escapechar='\\');t(wr,['a"b'],doublequote=False);t(wr,['a"b'],doublequote=False,escapechar='!')
t(wr,[1,'a'],quoting=1);t(wr,[1,'a',2.0,None],quoting=2);t(wr,5);t(wr,[1,'a',2.0,None,''],quoting=4);t(wr,[1,'a',2.0,None,''],quoting=5)
t(wr,['a\\b'],escapechar='\\');t(wr,[' a'],skipinitialspace=True);t(wr,['',''],delimiter=' ',skipinitialspace=True);t(wr,['a\nb','c\rd'],lineterminator='!');t(wr,['','']);t(rd,[',,"",x'],quoting=4);t(rd,[',,"",4'],quoting=5);t(rd,[',,"",4'],quoting=2)
t(_csv.field_size_limit);t(_csv.field_size_limit,10);t(rd,['a'*11]);t(_csv.field_size_limit,'a');t(_csv.field_size_limit,131072)
t(_csv.register_dialect,5);t(_csv.register_dialect,'a',delimiter=';');t(_csv.get_dialect,'a');t(_csv.get_dialect,'zz');t(_csv.unregister_dialect,'zz');t(_csv.list_dialects);t(rd,['a;b'],'a');t(rd,['a;b'],'zz');t(rd,['a;b'],dialect='a')
t(_csv.unregister_dialect,'a');t(_csv.register_dialect);t(_csv.register_dialect,'x',5)
r=_csv.reader(['a,b']); print(r.line_num, r.dialect, [a for a in dir(r) if a[0]!='_']); w=_csv.writer(StringIO()); print([a for a in dir(w) if a[0]!='_']); t(w.writerows,5);t(w.writerows,[5])
t(setattr,r,'dialect',3);t(setattr,d,'delimiter',3);t(delattr,d,'quoting')
class X:
    delimiter='|'
t(rd,['a|b'],X);t(rd,['a|b'],X());t(rd,['a|b'],X(),delimiter='b')
print(type(r),type(w),D, _csv.Error, _csv.Error.__module__, _csv.Error.__doc__)
t(rd,['a,b\r\n','"x\n','y"\n','\n',''])

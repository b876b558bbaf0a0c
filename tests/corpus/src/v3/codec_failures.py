# versions: 3.6-3.13
# about: what an error says of the codec that failed: an exception around it, or a note
import codecs
cur=None
def enc(s,errors='strict'): raise cur
ci=codecs.CodecInfo(enc,enc,name='spec')
codecs.register(lambda n: ci if n=='noted' else None)
class Custom(RuntimeError): pass
class CI(Exception):
    def __init__(self): pass
class CN(Exception):
    def __new__(cls,*a): return super().__new__(cls)
class Slot(Exception): __slots__=['x']
def attr():
    e=RuntimeError('has attr'); e.a=1; return e
for c in (RuntimeError('msg'), RuntimeError, RuntimeError(), RuntimeError(1), RuntimeError('a','b'), Custom('c'), CI(), CN('x'), Slot('s'), attr(), UnicodeError('u'), LookupError('l'), OSError(2,'x'), KeyboardInterrupt('k'), UnicodeDecodeError('a',b'b',0,1,'r')):
    for f in (lambda: 'x'.encode('noted'), lambda: codecs.encode('x','noted'), lambda: b'x'.decode('noted'), lambda: codecs.decode(b'x','noted'), lambda: str(b'x','noted')):
        cur=c
        try: f()
        except BaseException as e:
            print(type(e).__name__, e.args, getattr(e,'__notes__',None), repr(e.__cause__))
            if hasattr(e,'__notes__'): e.__notes__=[]
        try: f()
        except BaseException as e: print(type(e).__name__, e.args, getattr(e,'__notes__',None), repr(e.__cause__))
for f in (lambda: '\u1234'.encode('cp1252'), lambda: '\u1234'.encode('ascii'), lambda: '\u1234'.encode('latin-1'), lambda: '\u1234'.encode('ISO8859_1'), lambda: '\u1234'.encode('l1'), lambda: '\u1234'.encode('646'), lambda: '\ud800'.encode('U8'), lambda: '\ud800'.encode('utf-16'), lambda: '\ud800'.encode('utf-16-le'), lambda: b'\x81'.decode('cp1252'), lambda: b'\xff'.decode('utf-8'), lambda: b'\xff'.decode('utf_8'), lambda: b'\xff'.decode('UTF-8-SIG'), lambda: b'\xff'.decode('utf7'), lambda: codecs.encode('\u1234', 'ascii'), lambda: codecs.decode(b'\xff', 'ascii'), lambda: codecs.decode(b'\xff', 'utf-8'), lambda: b'\\x'.decode('unicode_escape'), lambda: codecs.charmap_encode('\u1234'), lambda: codecs.ascii_encode('\u1234'), lambda: bytes('\u1234', 'cp1252'), lambda: bytearray('\u1234', 'cp1252'), lambda: str(b'\x81', 'cp1252'), lambda: bytearray(b'\x81').decode('cp1252'), lambda: 'x'.encode('unknown-codec'), lambda: '.b'.encode('idna')):
    try:
        print(f())
    except BaseException as e:
        print(type(e).__name__, e.args, getattr(e, '__notes__', None), repr(e.__cause__))

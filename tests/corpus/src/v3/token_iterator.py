# versions: 3.12-3.13
# about: _tokenize.TokenizerIter, as the module tokenize asks it
import _tokenize


def lines(text):
    left = text.splitlines(True)
    return lambda: left.pop(0) if left else ''


SOURCES = ['x = 1 # c\nif é:\n  f(\n  a)\n\n  y = f"a{b!r:>{c}}d"\n', 'x = $\n', 'x = """a\nb"""', ' x\ny\n', 'a\\\n + b\r\nc', '# only\n\n', '', 'class A:\n  def f(self):\n    # c\n    pass\n  # d\nx',
           "f'{a:{b}{c}}' f'''{x\n}''' rf'\\d{{}}'\n", 'a->b := c ... != <= ** // @= !\n', 'lambda: {1: 2, "a": [x[1:2]]}\n', "f'{lambda x:1}' f'{ {1:2}[1] }'\n", '0x1f 1_000 1e5 2j .5\n']
for text in SOURCES:
    print(repr(text))
    for token in _tokenize.TokenizerIter(lines(text), extra_tokens=True):
        print(' ', token)
for text in ('x = "abc\n', ' x\n  y\n z\n', 'x = 1)\n', '(\n'):
    try:
        print(repr(text))
        for token in _tokenize.TokenizerIter(lines(text), extra_tokens=True):
            print(' ', token)
    except SyntaxError as e:
        print(' ', type(e).__name__, e.msg, e.lineno)
for token in _tokenize.TokenizerIter(iter([b'x = 1\n', b'y']).__next__, encoding='utf-8', extra_tokens=True):
    print(token)

# versions: 3.6-3.13
# about: which asynchronous comprehensions compile where, and where the errors are
import sys
comps = ['[j async for j in x]', '[await j for j in x]', '(j async for j in x)', '(await j for j in x)', '{j: 1 async for j in x}', '{k for j in x async for k in j}', '[j for j in x if await j]', '[j for j in await x]']
wraps = ['%s', '[%s for i in y]', '[%s async for i in y]', '(%s for i in y)', '(%s async for i in y)', '[i for i in y if %s]', '[[%s for a in b] async for i in y]', '[[%s async for a in b] for i in y]', '[i async for i in %s]', '[i for i in %s]', '((%s for a in b) for i in y)', '[q for q in ([%s for a in b] for i in y)]', 'lambda: %s', '[lambda: %s for i in y]', '{%s: 1 async for i in y}', 'lambda: [%s async for i in y]']
outers = ['async def f():\n    return %s\n', 'def f():\n    return %s\n', '%s\n', 'async def f():\n    class A:\n        x = %s\n', 'async def f():\n    def g():\n        return %s\n', 'async def f():\n    yield %s\n', 'def f():\n    yield %s\n', 'async def f(\n  a=%s):\n    pass\n', 'class A:\n    async def f(self):\n        for i in [%s]:\n\n            pass\n']
for o in outers:
    for w in wraps:
        for c in comps:
            src = o % (w % c)
            try:
                compile(src, 's', 'exec')
                r = 'ok'
            except SystemError: r = "ok"
            except SyntaxError as e:
                r = '%s %s %s' % (e.msg, e.lineno, e.offset)
            print(repr(src), r)

"""oracle_compile.py ROOT OUT: compiles every .py below ROOT with the interpreter that runs this (2.7 or 3.x).

Writes OUT/N.pyc for each file that compiles, and OUT/list.json: [path below ROOT, N, null or the SyntaxError's fields].
"""
import io
import json
import marshal
import os
import sys
import warnings


def magic():
    if sys.version_info[0] == 2:
        import imp
        return imp.get_magic() + b'\0' * 4
    import importlib.util
    return importlib.util.MAGIC_NUMBER + b'\0' * (12 if sys.version_info >= (3, 7) else 8)


def text_of(value):
    if isinstance(value, bytes):
        return value.decode('utf-8', 'replace')
    return value if value is None else str(value) if sys.version_info[0] == 3 else value


def refusal(error):
    if not isinstance(error, SyntaxError):
        return {'type': type(error).__name__, 'message': text_of(str(error))}
    return {'type': type(error).__name__, 'message': text_of(error.msg), 'line': error.lineno, 'offset': error.offset,
            'end_line': getattr(error, 'end_lineno', None), 'end_offset': getattr(error, 'end_offset', None),
            'text': text_of(error.text)}


def main(root, out):
    warnings.simplefilter('ignore')
    head = magic()
    names = []
    for folder, folders, files in os.walk(root):
        folders[:] = [f for f in folders if f not in ('__pycache__', 'site-packages')]
        names += [os.path.relpath(os.path.join(folder, f), root) for f in files if f.endswith('.py')]
    listed = []
    for number, name in enumerate(sorted(names)):
        with io.open(os.path.join(root, name), 'rb') as file:
            source = file.read()
        try:
            code = compile(source, name, 'exec', 0, True)
        except Exception as error:
            listed.append([name, number, refusal(error)])
            continue
        with io.open(os.path.join(out, '%d.pyc' % number), 'wb') as file:
            file.write(head + marshal.dumps(code))
        listed.append([name, number, None])
    with open(os.path.join(out, 'list.json'), 'w') as file:
        json.dump(listed, file)


if __name__ == '__main__':
    main(sys.argv[1], sys.argv[2])

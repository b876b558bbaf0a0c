#!/usr/bin/env python3
"""mutate.py LIB OUT COUNT [--seed N]: writes COUNT programs to OUT, each a piece of a file of LIB with one or two of its
tokens left out, doubled, swapped, replaced or put in, or with its end cut off. Most are refused by every release; what
compare_lib.py --lib OUT says of them tells how well errors are told. The same arguments give the same programs.
"""
import argparse
import pathlib
import random
import re

TOKEN = re.compile(r'''
    (?:[rRbBuUfF]{0,2})(?:\'\'\'(?:\\.|[^\\])*?\'\'\'|"""(?:\\.|[^\\])*?"""|'(?:\\.|[^\\'\n])*'|"(?:\\.|[^\\"\n])*")
    | \#[^\n]* | \w+ | \n[ \t]* | [ \t]+ | \*\*=?|//=?|>>=?|<<=?|[-+*/%&|^@=!<>]=|->|:=|\.\.\. | .''', re.VERBOSE | re.DOTALL)
WORDS = '''if else elif for in while def class return yield lambda and or not is import from as with try except finally raise
pass break continue global nonlocal del assert async await None True False print exec match case type x 1 'a' f'{x}'
0777 1.5e 0x ( ) [ ] { } , : ; . = == != <> += -> := * ** + - ~ @ ! ? $ \\ ` " \' ...'''.split()
LEAST, MOST = 3, 25  # lines of a piece


def pieces(text):
    """The statements at the outermost level, as far as lines that begin without a blank tell them."""
    piece = []
    for line in text.splitlines(keepends=True):
        if line[:1].strip() and not line.startswith(('#', ')', ']', '}', 'else', 'elif', 'except', 'finally')) and piece:
            if LEAST <= len(piece) <= MOST:
                yield ''.join(piece)
            piece = []
        piece.append(line)


def mutated(text, chance):
    tokens = TOKEN.findall(text)
    for _ in range(chance.choice((1, 1, 1, 2))):
        places = [i for i, token in enumerate(tokens) if not token.isspace() and not token.startswith('#')]
        if len(places) < 2:
            break
        n = chance.randrange(len(places) - 1)
        at, behind = places[n], places[n + 1]
        kind = chance.choice(('delete', 'delete', 'double', 'swap', 'replace', 'insert', 'insert', 'cut', 'indent'))
        if kind == 'delete':
            del tokens[at]
        elif kind == 'double':
            tokens.insert(at, tokens[at] + ' ')
        elif kind == 'swap':
            tokens[at], tokens[behind] = tokens[behind], tokens[at]
        elif kind == 'replace':
            tokens[at] = chance.choice(WORDS)
        elif kind == 'insert':
            tokens.insert(at, chance.choice(WORDS) + ' ')
        elif kind == 'cut':
            del tokens[at + 1:]
        else:
            lines = [i for i, token in enumerate(tokens) if token.startswith('\n')]
            if lines:
                line = chance.choice(lines)
                tokens[line] = chance.choice((tokens[line] + ' ', tokens[line][:-1] or '\n', tokens[line] + '\t', '\n'))
    return ''.join(tokens)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('lib', type=pathlib.Path)
    parser.add_argument('out', type=pathlib.Path)
    parser.add_argument('count', type=int)
    parser.add_argument('--seed', type=int, default=1)
    args = parser.parse_args()
    chance = random.Random(args.seed)
    found = []
    for path in sorted(args.lib.rglob('*.py')):
        if 'site-packages' in path.parts or 'bad' in path.name:
            continue
        try:
            found += pieces(path.read_text('utf-8'))
        except UnicodeDecodeError:
            pass
    args.out.mkdir(parents=True, exist_ok=True)
    for number in range(args.count):
        (args.out / f'{number:05}.py').write_text(mutated(chance.choice(found), chance), 'utf-8', newline='')


if __name__ == '__main__':
    main()

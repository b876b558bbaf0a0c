#!/usr/bin/env python3
"""make_seeds.py SOURCES OUT: a folder of seeds for fuzz_compile from .py files: each for a few releases, whole if small,
else in pieces of whole top-level statements. The first byte is the release, the second how it is compiled."""
import pathlib
import sys
import zlib

RELEASES = 17
LARGEST = 3000


def pieces(text):
    piece = b''
    for line in text.splitlines(keepends=True):
        starts = line[:1] not in (b' ', b'\t', b'\n', b'\r', b'#', b')', b']', b'}') and not line.startswith((b'el', b'ex', b'fin'))
        if starts and len(piece) > LARGEST // 4:
            yield piece
            piece = b''
        piece += line
    if piece:
        yield piece


def main(sources, out):
    out = pathlib.Path(out)
    out.mkdir(parents=True, exist_ok=True)
    for path in sorted(pathlib.Path(sources).rglob('*.py')):
        for number, piece in enumerate(pieces(path.read_bytes())):
            if len(piece) > LARGEST:
                continue
            seed = zlib.crc32(piece)
            old = 'v2' in path.parts
            release = seed % 3 if old else (seed % 10 + 7 if number % 3 else seed % RELEASES)
            name = f'{path.parent.name}-{path.stem}-{number}'
            (out / name).write_bytes(bytes([release, seed >> 8 & 0x7f if number % 4 == 3 else 0]) + piece)


if __name__ == '__main__':
    main(sys.argv[1], sys.argv[2])

"""unpack.py FOLDER STAMP: unpacks the goldens of the whole corpus into FOLDER, for tests that read them, and touches STAMP.
unpack.py --list: the archives it reads, one a line."""
import pathlib
import sys

import corpus

programs = corpus.load().values()
if sys.argv[1] == "--list":
    print("\n".join(str(corpus.archive_of(program)) for program in programs))
else:
    corpus.unpack(programs, pathlib.Path(sys.argv[1]))
    pathlib.Path(sys.argv[2]).touch()

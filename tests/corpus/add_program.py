"""Adds programs to the corpus: compiles and runs each with every CPython installed here that its `# versions:` names.

A program's first lines are comments:
    # versions: 2.6-2.7,3.0-3.13     the releases it is for
    # about: what it shows           one line
    # rc: 1                          its exit status, where that is not 0
    # stdin: one\\ntwo                what it reads, where it reads
It is run twice, and kept only where both runs agree. CPythons are looked for in pyenv's folders, then in PATH.
"""
import argparse
import functools
import os
import pathlib
import re
import shutil
import sys

import corpus

# The releases whose goldens the corpus has, each with the patch release that made them.
PATCH = {"2.5": 6, "2.6": 9, "2.7": 18, "3.0": 1, "3.1": 5, "3.2": 6, "3.3": 7, "3.4": 7, "3.5": 4, "3.6": 15, "3.7": 16,
         "3.8": 18, "3.9": 18, "3.10": 13, "3.11": 7, "3.12": 1, "3.13": 0}
COMPILE = "import sys, py_compile; py_compile.compile(sys.argv[1], cfile=sys.argv[1] + 'c', dfile=sys.argv[1], doraise=True)"


class Refused(Exception):
    """Why a program is not added."""


def headers(source):
    """{word: text} of the `# word: text` lines at the top."""
    found = {}
    for line in source.splitlines():
        match = re.match(r"# (versions|about|rc|stdin): (.*)$", line)
        if not match:
            break
        found[match[1]] = match[2]
    for word in ("versions", "about"):
        if word not in found:
            raise Refused(f"its first lines have no `# {word}:`")
    return found


def releases_in(text):
    """The releases that `2.6-2.7,3.0-3.13` names."""
    key, chosen = corpus.release_key, []
    for part in text.replace(" ", "").split(","):
        first, _, last = part.partition("-")
        if first not in PATCH or (last or first) not in PATCH:
            raise Refused(f"`# versions: {text}`: {part} is not a release or range of releases")
        chosen += [release for release in PATCH if key(first) <= key(release) <= key(last or first)]
    return chosen


@functools.lru_cache(maxsize=None)
def interpreter(release):
    """The path and the version of an installed CPython of this release, the one with the corpus's patch release if there is one."""
    pyenv = pathlib.Path(os.environ.get("PYENV_ROOT") or pathlib.Path.home() / ".pyenv") / "versions"
    candidates = sorted(pyenv.glob(f"{release}.*/bin/python{release}"))
    if shutil.which(f"python{release}"):
        candidates.append(pathlib.Path(shutil.which(f"python{release}")))
    runner, found = corpus.Runner(), None
    for path in candidates:
        done = runner.run([path, "-c", "import sys; sys.stdout.write('%d.%d.%d' % sys.version_info[:3])"], "/")
        version = done.out.decode()
        if done.status == 0 and version == f"{release}.{PATCH[release]}":
            return path, version
        if done.status == 0 and found is None and version.startswith(f"{release}."):
            found = path, version
    return found


def run_once(python, name, pyc, stdin):
    with corpus.working_folder({f"{name}.pyc": pyc}) as folder:
        return corpus.Runner().run([python, f"{name}.pyc"], folder, stdin)


def goldens(program, release, source):
    """{kind: bytes} that this release's CPython makes of the source."""
    python = interpreter(release)[0]
    file = f"{program.name}.py"
    with corpus.working_folder({file: source}) as folder:
        os.utime(os.path.join(folder, file), (corpus.DATE, corpus.DATE))
        done = corpus.Runner().run([python, "-c", COMPILE, file], folder)
        if done.status != 0:
            raise Refused(f"{release} does not compile it: {done.err.decode(errors='replace').strip().splitlines()[-1]}")
        pyc = pathlib.Path(folder, file + "c").read_bytes()
    first, second = (run_once(python, program.name, pyc, program.stdin) for _ in range(2))
    for done in (first, second):
        if done.stopped or done.status != program.rc:
            said = done.err.decode(errors="replace").strip().splitlines()[-1:] or ["nothing on stderr"]
            how = done.stopped or f"exit status {done.status}, not {program.rc}"
            raise Refused(f"{release}: {how}: {said[0]}")
    traceback = b"Traceback (most recent call last)" in first.err
    if first.out != second.out or (traceback and first.err != second.err):
        raise Refused(f"{release}: two runs print different things")
    made = {"pyc": pyc, "out": first.out}
    if program.rc and first.err:
        made["err"] = first.err
    return made


def add(path, group, replace):
    """Adds one program and says what was made."""
    group = group or path.resolve().parent.name
    if group not in corpus.GROUPS:
        raise Refused(f"give --group, one of {', '.join(corpus.GROUPS)}")
    if not re.fullmatch(r"[a-z][a-z0-9_]*", path.stem) or path.suffix != ".py":
        raise Refused("a program's file name is of lower-case letters, digits and underscores, and ends in .py")
    source = path.read_bytes()
    found = headers(source.decode())
    program = corpus.Program(group, path.stem, found["about"], [], int(found.get("rc", 0)),
                             found.get("stdin", "").replace("\\n", "\n").encode())
    programs = corpus.load()
    if program.key in programs and not replace:
        raise Refused(f"{program.key} is there already; --replace makes its goldens anew")

    files, missing = {}, []
    for release in releases_in(found["versions"]):
        if interpreter(release) is None:
            missing.append(release)
            continue
        for kind, data in goldens(program, release, source).items():
            files[release, kind] = data
        program.releases.append(release)
    if not program.releases:
        raise Refused(f"no CPython installed of {', '.join(missing)}")
    lost = sorted(set(programs[program.key].releases) - set(program.releases), key=corpus.release_key) if program.key in programs else []

    corpus.pack(program, files)
    target = corpus.HERE / "src" / group / path.name
    if target.resolve() != path.resolve():
        target.write_bytes(source)
    programs[program.key] = program
    corpus.save(programs)
    print(f"{program.key}: goldens for {' '.join(program.releases)}")
    for release in program.releases:
        version = interpreter(release)[1]
        if version != f"{release}.{PATCH[release]}":
            print(f"  {release} is {version} here; the other goldens are of {release}.{PATCH[release]}")
    if missing:
        print(f"  not installed: {' '.join(missing)}")
    if lost:
        print(f"  had goldens before, and has none now: {' '.join(lost)}")


def main():
    parser = argparse.ArgumentParser(prog="tools/add-program", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--group", choices=corpus.GROUPS, help="the group (the name of the file's folder)")
    parser.add_argument("--replace", action="store_true", help="make the goldens of a program anew")
    parser.add_argument("files", nargs="+", type=pathlib.Path, metavar="FILE.py")
    options = parser.parse_args()
    refused = 0
    for path in options.files:
        try:
            add(path, options.group, options.replace)
        except (Refused, OSError) as error:
            print(f"{path}: {error}", file=sys.stderr)
            refused += 1
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())

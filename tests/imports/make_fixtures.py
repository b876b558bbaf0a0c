"""Compiles src/tree with the CPythons that are installed (those of pyenv) into fixtures/X.Y.zip, and writes what each of
them prints for the programs of import_test.py into fixtures/X.Y.json."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import zipfile

import import_test

HERE = pathlib.Path(__file__).resolve().parent
COMPILE = """
import os, py_compile
for folder, _, files in os.walk("."):
    for name in sorted(files):
        path = os.path.join(folder, name)
        os.utime(path, (1577836800, 1577836800))
        py_compile.compile(path, path + "c", path[2:], True)
        os.remove(path)
"""


def make(python, release):
    with tempfile.TemporaryDirectory() as holder:
        tree = pathlib.Path(holder) / "tree"
        subprocess.run(["cp", "-r", str(HERE / "src/tree"), str(tree)], check=True)
        subprocess.run([python, "-c", COMPILE], cwd=tree, check=True)
        target = HERE / f"fixtures/{release}.zip"
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(tree.rglob("*.pyc")):
                info = zipfile.ZipInfo(str(path.relative_to(tree)), (2020, 1, 1, 0, 0, 0))
                info.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(info, path.read_bytes())
    goldens = {name: import_test.run_in_tree([python, "-S"], release, arguments) for name, arguments in import_test.PROGRAMS.items()}
    for name, source in import_test.SOURCES.items():
        if import_test.is_for(source, release):
            goldens[name] = import_test.run_source([python, "-S"], source)
    (HERE / f"fixtures/{release}.json").write_text(json.dumps(goldens, indent=1, sort_keys=True) + "\n")


def main():
    (HERE / "fixtures").mkdir(exist_ok=True)
    versions = pathlib.Path(os.environ.get("PYENV_ROOT", pathlib.Path.home() / ".pyenv")) / "versions"
    for folder in sorted(versions.iterdir()):
        if sys.argv[1:] and not any(folder.name.startswith(tag + ".") for tag in sys.argv[1:]):
            continue
        make(str(folder / "bin/python"), ".".join(folder.name.split(".")[:2]))


if __name__ == "__main__":
    main()

"""Importing from folders, archives and source, and the ways to start a program, against what CPython printed."""
import json
import os
import pathlib
import re
import subprocess
import tempfile
import unittest
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
XVM = str(pathlib.Path(os.environ.get("XVM", HERE.parents[1] / "build/xvm")).absolute())

# name: arguments, run in a folder with the tree unpacked as tree/ and packed as tree.zip.
PROGRAMS = {
    "folder": ["tree", "a", "b"],
    "archive": ["tree.zip", "a", "b"],
    "file": ["tree/__main__.pyc"],
    "forms": ["tree/forms.pyc"],
    "errors": ["tree/errors.pyc"],
    "hooks": ["tree/hooks.pyc"],
    "archives": ["tree/zips.pyc", "tree.zip"],
    "module": ["-m", "forms"],
    "package as program": ["-m", "pack", "x", "-y"],
    "module in a package": ["-m", "pack.deep.sib"],
    "forms from an archive": ["-m", "forms", "in archive"],
}
IN_TREE = {"module", "package as program", "module in a package"}   # whose working folder is the tree


def run_in_tree(command, release, arguments):
    with tempfile.TemporaryDirectory() as holder:
        folder = pathlib.Path(holder).resolve()
        archive = HERE / f"fixtures/{release}.zip"
        (folder / "tree.zip").write_bytes(archive.read_bytes())
        with zipfile.ZipFile(archive) as opened:
            opened.extractall(folder / "tree")
        environment = {"PATH": os.environ["PATH"], "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1", "LC_ALL": "C.UTF-8"}
        inside = arguments[0] == "-m"
        if arguments[-1] == "in archive":
            environment["PYTHONPATH"], inside = str(folder / "tree.zip"), False
        done = subprocess.run(command + arguments, cwd=folder / "tree" if inside else folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False)
        clean = [part.decode().replace(str(folder), "FOLDER").replace(command[0], "PYTHON") for part in (done.stdout, done.stderr)]
        return {"status": done.returncode, "stdout": clean[0], "stderr": clean[1]}


# Programs that make modules and import them; the first line may bound the releases ("# versions: >=3.3").
SOURCES = {path.stem: path for path in sorted((HERE / "src/programs").glob("*.py"))}


def is_for(source, release):
    bound = re.match(r"# versions: >=(\d+)\.(\d+)", source.read_text())
    return not bound or tuple(map(int, release.split("."))) >= (int(bound[1]), int(bound[2]))


# In a folder of always the same name, as its length is part of what is compiled.
def run_source(command, source):
    with tempfile.TemporaryDirectory(prefix="import", dir="/tmp") as holder:
        folder = pathlib.Path(holder).resolve()
        (folder / source.name).write_bytes(source.read_bytes())
        environment = {"PATH": os.environ["PATH"], "PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8", "TZ": "UTC", "NO_COLOR": "1"}
        done = subprocess.run(command + [source.name], cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=120, check=False)
        clean = [re.sub("0x[0-9a-f]{6,}", "0xADDRESS", part.decode("utf-8", "replace").replace(str(folder), "FOLDER")) for part in (done.stdout, done.stderr)]
        return {"status": done.returncode, "stdout": clean[0], "stderr": clean[1]}


class Imports(unittest.TestCase):
    maxDiff = None


def add_test(release, name, golden):
    def test(self):
        made = run_in_tree([XVM], release, PROGRAMS[name])
        made["stderr"] = made["stderr"].replace("xvm: ", "PYTHON: ")
        self.assertEqual(made, golden)
    setattr(Imports, f"test {name} {release}", test)


def add_source_test(release, name, golden):
    def test(self):
        with tempfile.TemporaryDirectory() as library:
            made = run_source([XVM, "--version-tag", release, "--stdlib", library + "/none"], SOURCES[name])
        self.assertEqual(made, golden)
    setattr(Imports, f"test {name} {release}", test)


for path in sorted((HERE / "fixtures").glob("*.json")):
    for program, golden in json.loads(path.read_text()).items():
        (add_source_test if program in SOURCES else add_test)(path.stem, program, golden)

if __name__ == "__main__":
    unittest.main()

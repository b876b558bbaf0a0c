"""train.py XVM: the training run of a build with a profile: each program, briefly, in releases of each kind, compiled by XVM itself."""
import pathlib
import subprocess
import sys
import tempfile

import subjects

RELEASES = ("2.7", "3.6", "3.8", "3.10", "3.11", "3.12", "3.13")
SCALE = 0.04


def main():
    xvm = pathlib.Path(sys.argv[1]).absolute()
    chosen = subjects.programs()
    with tempfile.TemporaryDirectory(prefix="xvm-train-") as folder:
        for release in RELEASES:
            made, failures = subjects.compile_all(chosen, release, xvm, None, pathlib.Path(folder))
            for failure in failures:
                sys.exit(f"{failure['program']} {release}: {failure['why']}")
            for program in chosen:
                done = subprocess.run([xvm, made[program.name], str(program.loops(SCALE))], stdout=subprocess.DEVNULL, check=False)
                if done.returncode:
                    sys.exit(f"{program.name} {release}: status {done.returncode}")
        subprocess.run([xvm, "--verify", folder], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)


if __name__ == "__main__":
    main()

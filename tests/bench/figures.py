"""From single runs to figures. A row is one program of one release: {subject: [Ended, one a round]}."""
import statistics


def ratio(rival, own):
    """The median over rounds of rival's CPU time / own CPU time; rounds are neighbours in time, so that load weighs on both."""
    return statistics.median(theirs.cpu / max(ours.cpu, 1e-6) for theirs, ours in zip(rival, own))


def medians(runs):
    return {"cpu": statistics.median(run.cpu for run in runs), "wall": statistics.median(run.wall for run in runs),
            "memory": int(statistics.median(run.memory for run in runs))}


def failures(program, release, row):
    """What went wrong in a row: runs that failed, and subjects whose output is not that of the others."""
    found = []
    for subject, runs in row.items():
        bad = next((run for run in runs if run.status != 0), None)
        if bad:
            found.append({"program": program, "release": release, "subject": subject, "why": bad.last_words})
    if not found:
        outputs = {subject: {run.out for run in runs} for subject, runs in row.items()}
        expected = outputs.get("cpython") or outputs["xvm"]
        for subject, got in outputs.items():
            if got != expected or len(got) != 1:
                why = f"prints {short(min(got))}, not {short(min(expected))}" if got != expected else "prints something else each time"
                found.append({"program": program, "release": release, "subject": subject, "why": why})
    return found


def short(text):
    line = text.decode(errors="replace").strip()
    return repr(line if len(line) <= 60 else f"{line[:57]}...")


def summary(row):
    """The figures of a row that did not fail."""
    figures = {subject: medians(runs) for subject, runs in row.items()}
    if "cpython" in row:
        figures["ratio"] = ratio(row["cpython"], row["xvm"])
        figures["memory_share"] = figures["xvm"]["memory"] / figures["cpython"]["memory"]
    if "pypy3" in row:
        figures["pypy3_ratio"] = ratio(row["pypy3"], row["xvm"])
    return figures


def over_programs(rows):
    """The figures of a release, from {program: summary}."""
    found = {}
    for name in ("ratio", "pypy3_ratio"):
        ratios = {program: row[name] for program, row in rows.items() if name in row}
        if ratios:
            lowest = min(ratios, key=ratios.get)
            found[name] = {"geometric_mean": statistics.geometric_mean(ratios.values()), "lowest": ratios[lowest],
                           "lowest_program": lowest, "programs": len(ratios)}
    shares = {program: row["memory_share"] for program, row in rows.items() if "memory_share" in row}
    if shares:
        highest = max(shares, key=shares.get)
        found["memory_share"] = {"highest": shares[highest], "highest_program": highest}
    return found


def start_up(row):
    """The figures of the empty program: as a row's, with xvm's share of CPython's time."""
    figures = {subject: medians(runs) for subject, runs in row.items()}
    if "cpython" in row:
        figures["share"] = 1 / ratio(row["cpython"], row["xvm"])
    return figures


def throughput(size, runs):
    """Megabytes (10**6 bytes) a second of CPU time."""
    seconds = statistics.median(run.cpu for run in runs)
    return {"bytes": size, "seconds": seconds, "megabytes_a_second": size / 1e6 / max(seconds, 1e-6)}

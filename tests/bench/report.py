"""The report as text: a table of ratios, and what else was measured of each release."""


def columns(rows):
    """Rows of cells as lines, the first column to the left, the others to the right."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return ["  ".join([row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:]))]).rstrip()
            for row in rows]


def heading(report):
    xvm = report["xvm"]
    what = ", ".join(part for part in (xvm["path"], xvm.get("commit"), xvm.get("build")) if part)
    return [f"xvm: {what}",
            f"machine: {report['cpu']}, {report['cores']} cores; load {report['load']['before'][0]} before, {report['load']['after'][0]} after",
            f"rounds: {report['rounds']}, loops of each program: {report['scale']:g} of its own count; {report['when']}"]


def cell(rows, program, name, form="{:.2f}"):
    value = rows.get(program, {}).get(name)
    return "-" if value is None else form.format(value)


def ratio_table(report):
    with_ratio = [(release, figures, "ratio") for release, figures in report["releases"].items() if "ratio" in figures]
    with_ratio += [(f"pypy3 ({release})", figures, "pypy3_ratio") for release, figures in report["releases"].items() if "pypy3_ratio" in figures]
    if not with_ratio:
        return []
    names = list(dict.fromkeys(name for _, figures, _ in with_ratio for name in figures["programs"]))
    table = [["program", *(title for title, _, _ in with_ratio)]]
    for program in names:
        table.append([program, *(cell(figures["programs"], program, name) for _, figures, name in with_ratio)])
    table.append(["geometric mean", *(f"{figures[name]['geometric_mean']:.2f}" for _, figures, name in with_ratio)])
    table.append(["lowest", *(f"{figures[name]['lowest']:.2f}" for _, figures, name in with_ratio)])
    return ["", "their CPU time / xvm's CPU time, same bytecode (pypy3: same source); medians over rounds:", "", *columns(table)]


def seconds_table(report):
    """CPU time of releases whose CPython is not installed."""
    alone = {release: figures for release, figures in report["releases"].items() if "ratio" not in figures and figures["programs"]}
    if not alone:
        return []
    names = list(dict.fromkeys(name for figures in alone.values() for name in figures["programs"]))
    table = [["program", *alone]]
    for program in names:
        rows = [figures["programs"].get(program) for figures in alone.values()]
        table.append([program, *(f"{row['xvm']['cpu']:.2f}" if row else "-" for row in rows)])
    return ["", "xvm's CPU time in seconds, where that CPython is not installed:", "", *columns(table)]


def release_table(report):
    table = [["release", "CPython", "start-up, ms", "CPython's, ms", "share", "memory, at most", "in", "verify, MB/s"]]
    for release, figures in report["releases"].items():
        start = figures.get("start_up", {})
        memory = figures.get("memory_share")
        verify = figures.get("verify")
        table.append([release, figures.get("cpython") or "-",
                      f"{start['xvm']['cpu'] * 1000:.1f}" if "xvm" in start else "-",
                      f"{start['cpython']['cpu'] * 1000:.1f}" if "cpython" in start else "-",
                      f"{start['share']:.2f}" if "share" in start else "-",
                      f"{memory['highest']:.2f}" if memory else "-",
                      memory["highest_program"] if memory else "-",
                      f"{verify['megabytes_a_second']:.0f}" if verify else "-"])
    return ["", "an empty program (CPU time), peak memory as a share of CPython's, decoding and verifying the standard library:", "", *columns(table)]


def failure_lines(report):
    if not report["failures"]:
        return []
    return ["", f"failed: {len(report['failures'])}",
            *(f"  {row['program']} {row['release']} {row['subject']}: {row['why']}" for row in report["failures"])]


def text(report):
    parts = heading(report) + ratio_table(report) + seconds_table(report) + release_table(report) + failure_lines(report)
    return "\n".join(parts) + "\n"

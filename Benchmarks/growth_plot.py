"""Draws the tables of growth_speed.py as small multiples into Benchmarks/growth.svg, from the block in RESULTS.md.

Six panels: MB/s by size, columns and files of the same bytes, each with one and two threads; the default suite's seconds,
processor seconds and peak memory by rows. The axes of size, columns and files are logarithmic, all others begin at 0.
  Benchmarks/growth_plot.py
"""
import re
from math import log10
from pathlib import Path

from measured import ROOT

WIDTH, HEIGHT, LEFT, TOP, GAP = 250, 150, 50, 34, 70
# Blue and orange of Okabe and Ito, told apart by whoever sees no red or green; told by dashes, too.
STYLES = ('stroke="#0072b2"', 'stroke="#d55e00" stroke-dasharray="5 3"')
COLOURS = tuple(style.split(" ")[0] for style in STYLES)


def number(text):
    return float(text.replace(",", "").split()[0])


def tables(lines):
    """The rows of the block's tables as lists of cells, one list per table, headings left out."""
    found = []
    for line in lines:
        if not line.startswith("|"):
            continue
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if set("".join(cells)) == {"-"}:
            found.append([])
        elif found and not re.search(r"thread|MB", line):
            found[-1].append(cells)
    return found


def panels(lines):
    """Title, what the horizontal axis is, names of the curves and their points, per panel."""
    reading, suite = tables(lines)
    size, columns, files = [], [], []
    for name, megabytes, _, one, two, _ in reading:
        rates = number(one), number(two)
        many = re.fullmatch(r"52 numbers, (\d+) files", name)
        if many:
            files.append((number(many[1]), *rates))
        else:
            wide = number(name)
            if wide == 52:
                size.append((number(megabytes), *rates))
            if 195 <= number(megabytes) <= 205:
                columns.append((wide, *rates))
            if wide == 52 and 195 <= number(megabytes) <= 205:
                files.append((1, *rates))
    threads = ("1 thread", "2 threads")
    rows = [(number(row[0]), row) for row in suite]
    return [
        ("Reading by size, MB/s", "MB of 52 numbers a row", threads, sorted(size)),
        ("Reading by width, MB/s", "numbers a row, 200 MB", threads, sorted(columns)),
        ("Reading by files, MB/s", "files of 200 MB together", threads, sorted(files)),
        ("Ingest, s", "rows of 100 tags", ("wall",), [(x, number(row[2])) for x, row in rows]),
        ("Training of the default suite, s", "rows of 100 tags", ("wall", "processor"),
         [(x, number(row[4]), number(row[4].split("(")[1].rstrip(")"))) for x, row in rows]),
        ("Peak memory, MB", "rows of 100 tags", ("training", "ingest"),
         [(x, number(row[5]), number(row[3])) for x, row in rows]),
    ]


def step(most):
    """A round distance of three to six lines up to a value."""
    power = 10 ** (len(str(int(most))) - 1)
    return next(power * part for part in (0.2, 0.5, 1, 2) if most / (power * part) <= 6)


def short(value):
    return f"{value / 1000:g}k" if value >= 10_000 else f"{value:,g}"


def panel(x, y, title, axis, names, points):
    """One panel with its upper left corner at a place."""
    linear = axis.startswith("rows")
    low, high = 0 if linear else points[0][0], points[-1][0]
    most = max(max(point[1:]) for point in points)
    apart = step(most)
    top = (most // apart + 1) * apart

    def place(value, level):
        across = value / high if linear else log10(value / low) / log10(high / low) if high > low else 0.5
        return f"{x + LEFT + across * WIDTH:.1f}", f"{y + TOP + (1 - level / top) * HEIGHT:.1f}"

    out = [f'<text x="{x + LEFT}" y="{y + 14}" class="title">{title}</text>']
    level = 0.0
    while level <= top:
        _, at = place(low, level)
        out.append(f'<line x1="{x + LEFT}" y1="{at}" x2="{x + LEFT + WIDTH}" y2="{at}" class="grid"/>')
        out.append(f'<text x="{x + LEFT - 6}" y="{at}" dy="4" text-anchor="end">{short(level)}</text>')
        level += apart
    for value in dict.fromkeys(point[0] for point in points):
        at, _ = place(value, 0)
        out.append(f'<text x="{at}" y="{y + TOP + HEIGHT + 15}" text-anchor="middle">{short(value)}</text>')
    out.append(f'<text x="{x + LEFT + WIDTH / 2}" y="{y + TOP + HEIGHT + 31}" text-anchor="middle">{axis}</text>')
    for index, name in enumerate(names):
        places = [place(point[0], point[index + 1]) for point in points]
        out.append(f'<polyline points="{" ".join(",".join(at) for at in places)}" {STYLES[index]}/>')
        out += [f'<circle cx="{a}" cy="{b}" r="2.5" {COLOURS[index]} fill="white"/>' for a, b in places]
        legend = x + LEFT + WIDTH - 92 * (len(names) - index)
        out.append(f'<line x1="{legend}" y1="{y + 24}" x2="{legend + 22}" y2="{y + 24}" {STYLES[index]}/>')
        out.append(f'<text x="{legend + 27}" y="{y + 28}">{name}</text>')
    return out


def draw(lines, path=ROOT / "Benchmarks/growth.svg"):
    """Writes the figure of the block's lines."""
    wide, tall = LEFT + WIDTH + 20, TOP + HEIGHT + GAP
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {3 * wide} {2 * tall - 20}" role="img" '
           'aria-label="Growth of reading and training with size, columns, files, threads and rows">',
           "<style>text{font:11px sans-serif;fill:#333}.title{font-weight:bold;font-size:12px}"
           ".grid{stroke:#ddd}polyline{fill:none;stroke-width:1.6}</style>",
           f'<rect width="{3 * wide}" height="{2 * tall - 20}" fill="white"/>']
    for index, (title, axis, names, points) in enumerate(panels(lines)):
        out += panel(index % 3 * wide, index // 3 * tall, title, axis, names, points)
    Path(path).write_text("\n".join([*out, "</svg>"]) + "\n")


if __name__ == "__main__":
    results = (ROOT / "Benchmarks/RESULTS.md").read_text()
    draw(results.split("<!-- growth-speed: begin -->\n")[1].split("<!-- growth-speed: end -->")[0].splitlines())

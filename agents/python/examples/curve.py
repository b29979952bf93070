"""A learning curve as an SVG, without a library."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

WIDTH, HEIGHT = 720, 380
LEFT, RIGHT, TOP, BOTTOM = 56, 16, 16, 48
COLOURS = {"worlds of training": "#1f6fb2", "held-out worlds": "#c2571a"}
STYLE = (
    "text{font:13px sans-serif;fill:#333}line,polyline{fill:none}.grid{stroke:#e4e4e4}"
    ".random{stroke-dasharray:6 4}.train{stroke:#9a9a9a}"
)


def draw_curve(curve: Sequence[Mapping[str, float]], results: Sequence[Mapping[str, Any]], out: Path) -> None:
    """Returns over processor time: while learning, and of checkpoints and a random agent on held-out seeds."""
    learned = [result for result in results if result["agent"] == "learned"]
    last = max(line["core_seconds"] for line in curve) / 60
    most = max(*(line["mean_return"] for line in curve[1:]), *(r["mean"] + r["error"] for r in learned)) * 1.1

    def x(minutes: float) -> str:
        return f"{LEFT + (WIDTH - LEFT - RIGHT) * minutes / last:.1f}"

    def y(value: float) -> str:
        return f"{HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / most:.1f}"

    def line(points: Iterable[tuple[float, float]], marks: str) -> str:
        return f'<polyline {marks} points="{" ".join(f"{x(a)},{y(b)}" for a, b in points)}"/>'

    parts = [f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>']
    for value in range(int(most) + 1):
        parts.append(line([(0, value), (last, value)], 'class="grid"'))
        parts.append(f'<text x="{LEFT - 8}" y="{y(value)}" dy="4" text-anchor="end">{value}</text>')
    every = max(1, round(last / 8))
    for minutes in range(0, int(last) + 1, every):
        parts.append(f'<text x="{x(minutes)}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{minutes}</text>')
    parts.append(
        f'<text x="{WIDTH / 2}" y="{HEIGHT - 10}" text-anchor="middle">minutes of one core, server and learner</text>'
    )
    middle = (TOP + HEIGHT - BOTTOM) / 2
    parts.append(
        f'<text transform="translate(16 {middle}) rotate(-90)" text-anchor="middle">orbs in a minute of play</text>'
    )
    parts.append(line([(p["core_seconds"] / 60, p["mean_return"]) for p in curve[1:]], 'class="train"'))
    legend = [("while learning, mean of 100 episodes", "train", "#9a9a9a")]
    for place, colour in COLOURS.items():
        own = [result for result in learned if result["place"] == place]
        points = [(result["core_seconds"] / 60, result["mean"]) for result in own]
        parts.append(line(points, f'stroke="{colour}" stroke-width="2"'))
        for result, (at, mean) in zip(own, points, strict=True):
            ends = [(at, mean - result["error"]), (at, mean + result["error"])]
            parts.append(line(ends, f'stroke="{colour}"'))
            parts.append(f'<circle cx="{x(at)}" cy="{y(mean)}" r="3" fill="{colour}"/>')
        legend.append((f"{place}, held-out seeds", "", colour))
        random = next(result for result in results if result["agent"] == "random" and result["place"] == place)
        parts.append(line([(0, random["mean"]), (last, random["mean"])], f'class="random" stroke="{colour}"'))
    legend.append(("a random agent in them", "random", "#333"))
    for number, (words, kind, colour) in enumerate(legend):
        at = HEIGHT - BOTTOM - 20 * (len(legend) - number) - 40
        right = WIDTH - RIGHT
        marks = f'class="{kind}" stroke="{colour}" stroke-width="2"'
        parts.append(f'<line {marks} x1="{right - 300}" x2="{right - 270}" y1="{at}" y2="{at}"/>')
        parts.append(f'<text x="{right - 262}" y="{at}" dy="4">{words}</text>')
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">'
    title = "<title>Learning curve: orbs in a minute of play over minutes of one core</title>"
    out.write_text("\n".join([head, title, f"<style>{STYLE}</style>", *parts, "</svg>", ""]), encoding="utf-8")

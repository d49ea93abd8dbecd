"""A small plot: lines over two logarithmic axes, as SVG."""

from collections.abc import Callable, Sequence
from math import log10
from xml.sax.saxutils import escape

WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 940, 460, 64, 48, 380, 48
COLOURS = ("#1f6f8b", "#b3541e", "#5b3f8c", "#2e7d32", "#a1273b", "#6b6b00", "#37474f")
STYLE = 'role="img" font-family="system-ui, sans-serif" font-size="12" fill="#222"'

Line = tuple[str, Sequence[tuple[float, float]]]
Placing = Callable[[float, float], tuple[float, float]]


def growth(lines: Sequence[Line], *, title: str) -> str:
    """Each line is (name, [(size, cost), …]); both axes count times the smallest, so that a
    constant cost is level and a linear one rises at 45 degrees."""
    relative = [(name, _relative(points)) for name, points in lines]
    most = max(max(x, y) for _, points in relative for x, y in points)
    decades = max(1, -int(-log10(most) // 1))
    inner_width, inner_height = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM

    def place(x: float, y: float) -> tuple[float, float]:
        return (
            LEFT + inner_width * log10(x) / decades,
            TOP + inner_height * (1 - max(log10(y), 0) / decades),
        )

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" {STYLE}>',
        f"<title>{escape(title)}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        f'<text x="{LEFT}" y="28" font-size="16">{escape(title)}</text>',
        *_grid(decades, place),
    ]
    for number, (name, points) in enumerate(relative):
        parts += _line(number, name, [place(x, y) for x, y in points])
    return "\n".join([*parts, "</svg>", ""])


def _relative(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    first_size, first_cost = points[0]
    return [(size / first_size, max(cost / first_cost, 1e-3)) for size, cost in points]


def _grid(decades: int, place: Placing) -> list[str]:
    parts = []
    across = WIDTH - RIGHT - LEFT
    for decade in range(decades + 1):
        x, y = place(10.0**decade, 10.0**decade)
        label = f"{10**decade:,} ×"
        parts += [
            f'<path stroke="#ddd" d="M{x:.0f} {TOP}V{HEIGHT - BOTTOM}M{LEFT} {y:.0f}h{across}"/>',
            f'<text x="{x:.0f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{label}</text>',
            f'<text x="{LEFT - 8}" y="{y + 4:.0f}" text-anchor="end">{label}</text>',
        ]
    x = (LEFT + WIDTH - RIGHT) / 2
    parts.append(f'<text x="{x:.0f}" y="{HEIGHT - 10}" text-anchor="middle">size</text>')
    return parts


def _line(number: int, name: str, points: Sequence[tuple[float, float]]) -> list[str]:
    colour = COLOURS[number % len(COLOURS)]
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    y = TOP + 14 + number * 22
    x = WIDTH - RIGHT + 16
    return [
        f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2"/>',
        *(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>' for x, y in points),
        f'<path d="M{x} {y - 4}h18" stroke="{colour}" stroke-width="2"/>',
        f'<text x="{x + 24}" y="{y}">{escape(name)}</text>',
    ]

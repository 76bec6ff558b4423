"""Ballots without names as files: what `ballot_files` reads again. See docs/counting.md."""

import json

MARKS = {
    "approval": lambda marks: {
        "chosen": list(marks),
        "star": next((theme for theme, mark in marks.items() if mark is True), None),
    },
    "points": lambda marks: {"points": marks},
    "ranking": lambda marks: {"ranking": list(marks)},
}


def as_json(round, titles, ballots):
    return json.dumps(
        {
            "title": str(round),
            "method": "stv" if round.method == "ranking" else round.method,
            "seats": round.seats,
            "tie_break": round.tie_break,
            "themes": [titles[theme] for theme in sorted(titles)],
            "ballots": [
                {"code": one["code"], "kind": one["kind"], **MARKS[round.method](one["marks"])}
                for one in ballots
            ],
        },
        ensure_ascii=False,
        indent=1,
    )


def as_blt(round, titles, ballots):
    """The field's own form; it knows rankings only."""
    if round.method != "ranking":
        return None
    numbers = {titles[theme]: number for number, theme in enumerate(sorted(titles), start=1)}
    lines = [f"{len(numbers)} {round.seats}"]
    for one in ballots:
        ranking = " ".join(str(numbers[title]) for title in one["marks"])
        lines.append(f"({one['code']}) 1 {ranking} 0".replace("  ", " "))
    lines += ["0", *(quoted(title) for title in numbers), quoted(str(round))]
    return "\n".join(lines) + "\n"


def quoted(text):
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'

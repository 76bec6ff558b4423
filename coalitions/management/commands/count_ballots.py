import json
from pathlib import Path

from django.core.management.base import BaseCommand

from coalitions.themes import ballot_files, counted, counting


class Command(BaseCommand):
    help = (
        "Counts ballots in files (BLT, or the JSON and CSV of docs/counting.md) and prints one line"
        " for each. Needs no database."
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument(
            "--method",
            choices=ballot_files.METHODS,
            help="how to count; what the file says, else stv",
        )
        parser.add_argument("--seats", type=int, help="how many are chosen; else as in the file")
        parser.add_argument("--json", action="store_true", help="print JSON, with every stage")
        parser.add_argument(
            "--tie-order",
            metavar="ORDER",
            help="stv: settle ties that nothing else settles by this order, the strongest first:"
            ' "list" for the order of the file, or all names with commas between them.'
            " Without it such a tie is reported; the count stops there if anything hangs on it",
        )
        parser.add_argument(
            "--without-stars", action="store_true", help="approval: stars settle no tie"
        )

    def handle(self, *, files, **options):
        failed = False
        for path in files:
            line = count_file(path, options)
            failed = failed or "error" in line
            self.stdout.write(
                json.dumps(line, ensure_ascii=False) if options["json"] else in_words(line)
            )
        if failed:
            raise SystemExit(1)


def count_file(path, options):
    """What came out, or an `error`; one bad file does not keep the others from being counted."""
    try:
        box = ballot_files.read(path)
        return {"file": str(path), **count_box(box, options)}
    except ballot_files.Unreadable as error:
        return {"file": str(path), "error": str(error)}


def count_box(box, options):
    method = options["method"] or box.method or "stv"
    seats = box.seats if options["seats"] is None else options["seats"]
    if seats is None or seats < 1:
        raise ballot_files.Unreadable("Zeg met --seats hoeveel er gekozen worden, ten minste één.")
    votes, candidates = box.votes_for(method), box.candidates
    if method == "stv":
        order = tie_order(box, options["tie_order"])
        found = counted.transferred(
            counting.stv(votes, candidates, seats=seats, order=order), box.name
        )
    elif method == "points":
        found = counted.seated(counting.points(votes, candidates, seats=seats), box.name)
    else:
        stars = box.stars_break_ties and not options["without_stars"]
        result = counting.approval(votes, candidates, seats=seats, stars_break_ties=stars)
        found = counted.seated(result, box.name)
    head = {"title": box.title, "method": method, "seats": seats, "version": counting.VERSION}
    return {**head, "ballots": sum(votes.values()), **found}


def tie_order(box, text):
    if not text:
        return None
    if text == "list":
        return box.candidates
    numbers = {box.name(one): one for one in box.candidates}
    names = [name.strip() for name in text.split(",")]
    if sorted(names) != sorted(numbers):
        raise ballot_files.Unreadable("--tie-order noemt niet elke kandidaat precies één keer.")
    return [numbers[name] for name in names]


def in_words(line):
    if "error" in line:
        return f"{line['file']}: {line['error']}"
    said = f"{line['file']}: gekozen {', '.join(line['winners']) or 'niemand'}"
    if line["tied"]:
        said += f"; onbeslist, nog {line['open_seats']} van {', '.join(line['tied'])}"
    return said

import json

from django.core.management.base import BaseCommand, CommandError

from coalitions.desk.bench import measuring
from coalitions.desk.bench.answers import add_answers
from coalitions.desk.bench.history import grow
from coalitions.desk.demo.load import load_demo
from knw_portal.people.models import User

COLUMNS = "{:<22}{:>9}{:>10}{:>10}{:>8}{:>9}{:>9}{:>10}"
HEADER = ("page", "queries", "ms small", "ms large", "ratio", "cpu ms", "sql ms", "over sql")


class Command(BaseCommand):
    help = "Measures the pages with little and with much behind them; in an empty database only."

    def add_arguments(self, parser):
        parser.add_argument("--small", type=int, default=10, help="rows of history, little")
        parser.add_argument("--large", type=int, default=10_000, help="rows of history, much")
        parser.add_argument("--answers", type=int, default=1_000_000, help="of one institution")
        parser.add_argument("--times", type=int, default=15, help="how often each page is asked")
        parser.add_argument("--json", action="store_true", help="one JSON object")

    def handle(self, *, small, large, answers, times, **options):
        if User.objects.exists():
            raise CommandError("This database is in use. ./portal bench brings one of its own.")
        lines = bench(small, large, times, answers)
        if options["json"]:
            self.stdout.write(
                json.dumps({"small": small, "large": large, "answers": answers, "pages": lines})
            )
        else:
            self.write_table(small, large, answers, lines)
        if any(line["broken"] for line in lines):
            raise SystemExit(1)

    def write_table(self, small, large, answers, lines):
        self.stdout.write(
            f"Behind the pages: {small} and {large} rows of what is over, and in the end {answers} "
            "answers of the teams of one institution.\n"
        )
        self.stdout.write(COLUMNS.format(*HEADER))
        for line in lines:
            self.stdout.write(in_words(line))
            for complaint in line["broken"]:
                self.stdout.write(f"  BROKEN: {complaint}")


def in_words(line):
    if "form_ms" in line:
        return (
            f"{line['page']}: {line['form_ms']} ms of the processor in one template, "
            f"{line['widgets_ms']} ms in widgets ({line['of_widgets']})"
        )
    small, large = line["queries"]
    queries = f"{small}" if small == large else f"{small} > {large}"
    values = (*line["ms"], line["ratio"], line["cpu_ms"], line["sql_ms"], line["over_sql"])
    return COLUMNS.format(line["page"], queries, *map(str, values))


def bench(small, large, times, answers):
    """Every page with `small` rows of history behind it, then with `large`; one line a page."""
    load_demo()
    grow(0, small)
    measuring.refresh_statistics()
    pages = measuring.pages()
    before = {page: measuring.measure(page, times) for page in pages}
    grow(small, large)
    add_answers(answers)
    measuring.refresh_statistics()
    lines = [
        measuring.compare(page, before[page], measuring.measure(page, times)) for page in pages
    ]
    return [*lines, measuring.form_of_a_set(times)]

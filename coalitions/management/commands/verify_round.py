from django.core.management.base import BaseCommand, CommandError

from coalitions.themes import actions, counting
from coalitions.themes.models import Count, ThemeRound


class Command(BaseCommand):
    help = "Says whether the ledger, the ballots and the result of a round agree."

    def add_arguments(self, parser):
        parser.add_argument("school_year", metavar="SCHOOLYEAR", help="such as 2027-2028")

    def handle(self, *, school_year, **options):
        round = ThemeRound.objects.filter(school_year=school_year).first()
        if round is None:
            raise CommandError(f"Er is geen ronde {school_year}.")
        if not round.is_ballot_round:
            raise CommandError("In deze ronde is in de zaal gekozen; er zijn geen stembriefjes.")
        wrong = actions.verify(round)
        for line in wrong:
            self.stdout.write(line)
        if wrong:
            raise SystemExit(1)
        self.stdout.write("Stemregister, stembriefjes en logboek kloppen met elkaar.")
        count = Count.objects.filter(round=round).first()
        if round.cancelled_at:
            self.stdout.write("De stemming is afgeblazen: er wordt niet geteld.")
        elif not count:
            self.stdout.write("Er is nog niet geteld.")
        elif count.counting_version == counting.VERSION:
            self.stdout.write("Opnieuw geteld: gelijk aan de uitslag.")
        else:
            self.stdout.write(
                f"Herteld met versie {counting.VERSION} (de uitslag is van versie"
                f" {count.counting_version}): gelijk."
            )

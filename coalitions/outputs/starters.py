"""Requests that are written already, to begin with and to make one's own."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.timezone import localdate

from coalitions.outputs.models import Collection
from frameworks.definitions.models import FrameworkVersion


@dataclass(frozen=True)
class Starter:
    code: str
    title: str
    why: str
    question: str
    asks: str = Collection.Asks.TEXT
    framework: str = ""
    is_shared: bool = False
    days: int = 21

    def initial(self):
        """What the form of a new request begins with, with a day three weeks ahead."""
        versions = FrameworkVersion.objects.newest().filter(framework__code=self.framework)
        version = versions.first() if self.framework else None
        return {
            "title": self.title,
            "question": self.question,
            "asks": self.asks if version or not self.framework else Collection.Asks.TEXT,
            "framework_version": version and version.pk,
            "is_shared": self.is_shared,
            "due_on": localdate() + timedelta(days=self.days),
        }


STARTERS = {
    one.code: one
    for one in (
        Starter(
            code="teamplan",
            title="In gesprek over het teamplan",
            why="Leden vragen thuis in de vier rollen: wat heb je nodig als je een teamplan maakt?",
            asks=Collection.Asks.NOTES,
            framework="INP",
            question=(
                "Praat op je eigen school met collega’s over het teamplan. Begin met deze vraag: "
                "wat heb je nodig als je een teamplan maakt?\n\n"
                "Zoek in elk van de vier rollen ten minste één collega: het onderwijsteam, de "
                "onderwijsmanager, het CvB of middenmanagement, en de ondersteunende diensten. "
                "Een kwartier per gesprek is genoeg. Schrijf het dezelfde dag op, zonder naam."
            ),
        ),
        Starter(
            code="wat-er-al-is",
            title="Wat jullie al hebben en waar jullie aan werken",
            why="Een overzicht per school van wat er al is, zodat de coalitie daarop voortbouwt.",
            is_shared=True,
            question=(
                "We willen verder bouwen op wat er al is. Schrijf in hoogstens één bladzijde op:\n"
                "\n"
                "Aanwezig. Wat gebruiken jullie nu al bij dit onderwerp? Noem per hulpmiddel wie "
                "het gebruikt en wat het oplevert.\n\n"
                "In ontwikkeling. Waar werken jullie nu aan, en wanneer is het klaar?\n\n"
                "Terugkijken. Wat werkt daarvan goed, en wat mist er nog?\n\n"
                "Toevoegen. Wat kan de coalitie daaraan verrijken of versterken?\n\n"
                "Voeg een voorbeeld toe als bestand. Zet er geen gegevens van studenten in."
            ),
        ),
    )
}

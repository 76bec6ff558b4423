"""The conversation card: some questions on paper, for who would rather talk than count."""

from django.utils.timezone import localdate

from frameworks.definitions.paper import question_blocks
from knw_portal.documents.structure import Bullets, Document, Heading, plain

STEPS = (
    "Lees de vraag voor. Ieder kiest eerst één minuut voor zichzelf, zonder te praten.",
    "Vraag de hoogste en de laagste om een voorbeeld. De anderen vragen door.",
    "Zoek geen gemiddelde. Schrijf op wat jullie samen zien, en waar jullie verschillen.",
)


def document(conversation, questions):
    trajectory = conversation.trajectory
    return Document(
        title=f"Gesprekskaart: {trajectory.framework_version.framework.title}",
        head=(("Team", str(trajectory.team)), ("Gesprek", str(conversation))),
        blocks=(
            Heading(1, "Zo doe je het"),
            Bullets(STEPS, ordered=True),
            Heading(1, "De vragen"),
            *(block for question in questions for block in question_blocks(question, questions)),
        ),
        kind="Gesprekskaart",
        author=trajectory.team.name,
        subject=plain(trajectory.challenge),
        written_on=localdate(),
    )

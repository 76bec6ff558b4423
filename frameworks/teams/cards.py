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
    return card_of(
        trajectory.framework_version,
        questions,
        head=(("Team", str(trajectory.team)), ("Gesprek", str(conversation))),
        author=trajectory.team.name,
        subject=plain(trajectory.challenge),
    )


def card_of(version, questions, *, head, author, subject):
    """The same card for whoever talks about these questions: a team, or a school that is asked."""
    return Document(
        title=f"Gesprekskaart: {version.framework.title}",
        head=head,
        blocks=(
            Heading(1, "Zo doe je het"),
            Bullets(STEPS, ordered=True),
            Heading(1, "De vragen"),
            *(block for question in questions for block in question_blocks(question, questions)),
        ),
        kind="Gesprekskaart",
        author=author,
        subject=subject,
        written_on=localdate(),
    )

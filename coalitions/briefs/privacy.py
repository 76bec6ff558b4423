"""What this room keeps about a person."""

from coalitions.briefs.models import Comment
from knw_portal.people import privacy


def comments_of(user):
    return [
        {
            "coalitie": str(one.consultation.coalition),
            "onderdeel": one.get_section_display(),
            "opmerking": one.text,
            "gemaakt": one.made_at,
            "stand": one.get_state_display(),
            "antwoord": one.answer,
        }
        for one in user.comments.select_related("consultation__coalition")
    ]


def forget_comments(user):
    """That a comment was made and answered stays; its words and what was said back go."""
    Comment.objects.filter(by=user).update(text="(gewist)", answer="")


privacy.register("opmerkingen", export=comments_of, erase=forget_comments)

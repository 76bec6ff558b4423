"""The demo of proposing: the list of next year, and what was said about the list of this year."""

from coalitions.desk.demo.reading import read
from coalitions.themes import actions as themes
from coalitions.themes.models import EarlierWork, Theme, ThemeComment
from knw_portal.people.demo import PEOPLE
from knw_portal.people.models import Role, User


def check_earlier_work(round):
    """Before the vote: what the bureau noted with each theme."""
    notes, bureau = read("proposing.yaml")["earlier_work"], of_the_bureau()
    for theme in round.themes.unchecked().select_related("round"):
        check = EarlierWork(theme=theme, **notes.get(str(theme), notes["anders"]))
        themes.note_earlier_work(check, by=bureau)


def load_comments(round):
    for spec in read("proposing.yaml")["comments"]:
        by = User.objects.get(email=spec["by"])
        theme = round.themes.select_related("round").get(title=spec["theme"])
        if not theme.comments.filter(by=by).exists():
            remark = ThemeComment(theme=theme, text=spec["text"], institution_id=school_of(by))
            themes.comment(remark, by=by)


def load_proposals(round):
    """On an empty list only: what people did with it since stays."""
    if round.themes.exists():
        return
    spec, bureau = read("proposing.yaml"), of_the_bureau()
    for one in spec["proposals"]:
        theme = proposal(round, one)
        themes.propose_theme(theme, is_bureau=False, by=theme.proposed_by)
        for email in one["supported_by"]:
            by = User.objects.get(email=email)
            themes.support_theme(theme, school_of(by), by=by)
    for line in spec["lines"]:
        themes.jot_theme(round, line, by=bureau)
    merged = Theme(
        round=round,
        origin=Theme.Origin.AMBASSADOR,
        **{name: spec["merge"][name] for name in ("title", "issue", "urgency")},
    )
    parents = [round.themes.get(title=title) for title in spec["merge"]["these"]]
    themes.merge_themes(parents, merged, by=bureau)
    draft = proposal(round, spec["draft"])
    themes.draft_theme(draft, is_bureau=False, by=draft.proposed_by)


def proposal(round, spec):
    by = User.objects.get(email=spec["by"])
    return Theme(
        round=round,
        title=spec["title"],
        issue=spec["issue"],
        urgency=spec.get("urgency", ""),
        origin=Theme.Origin.AMBASSADOR,
        institution_id=school_of(by),
        proposed_by=by,
    )


def school_of(user):
    return min(user.duties.institutions(Role.Kind.AMBASSADOR, Role.Kind.DEPUTY))


def of_the_bureau():
    return User.objects.get(email=PEOPLE["bureau"])

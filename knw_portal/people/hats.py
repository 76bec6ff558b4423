"""Which of somebody's roles the personal page speaks to first. It never changes what one may do."""

from knw_portal.people.models import GroupMember, Role, duties_of

# In the order in which the first one is taken, for who has not chosen.
ROLES = {
    "bureau": ("bureau", {Role.Kind.BUREAU}),
    "board": ("bestuur", {Role.Kind.BOARD}),
    "ambassador": ("ambassadeur", {Role.Kind.AMBASSADOR, Role.Kind.DEPUTY}),
    "expert": ("expert", {Role.Kind.EXPERT}),
}
PLACES = {
    "facilitator": ("procesbegeleider", {GroupMember.Role.FACILITATOR}),
    "lead": ("trekker", {GroupMember.Role.LEAD}),
    "member": ("coalitielid", {GroupMember.Role.MEMBER}),
    "reader": (
        "meelezer",
        {GroupMember.Role.FOLLOWER, GroupMember.Role.READER, GroupMember.Role.CRITICAL_FRIEND},
    ),
}


def hats_of(user):
    """The hats this person has today, as {key: word on the screen}."""
    duties = duties_of(user)
    places = set().union(*duties.groups.values())
    held = {key: word for key, (word, kinds) in ROLES.items() if duties.has(*kinds)}
    return held | {key: word for key, (word, roles) in PLACES.items() if roles & places}


def hat_of(request):
    """The hat somebody wears now: the chosen one, as long as they still have it; else the first."""
    held = hats_of(request.user)
    chosen = request.session.get("hat", "")
    return chosen if chosen in held else next(iter(held), "")


def wear(request, hat):
    """Choose a hat for this session; one that somebody does not have is left on the peg."""
    if hat in hats_of(request.user):
        request.session["hat"] = hat

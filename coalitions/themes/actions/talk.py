"""What people say about a proposal, and which institutions stand behind it."""

from django.db import transaction
from django.utils.timezone import now

from coalitions.themes.actions.rounds import TooLate
from coalitions.themes.actions.themes import hold_list
from coalitions.themes.models import Theme, ThemeComment, ThemeRound, ThemeSupport
from knw_portal import log
from knw_portal.forms import Stale


def may_comment(theme, at=None):
    """On what stands on the list, until the vote closes."""
    at = at or now()
    round = theme.round
    is_over = round.vote_closed(at) or round.board_confirmed_on
    return theme.state == "standing" and not is_over


@transaction.atomic
def comment(remark, *, by):
    """Say something about a theme, for all who take part in the round to read."""
    held = ThemeRound.objects.held(remark.theme.round)
    if not may_comment(remark.theme, held.clock):
        raise TooLate(held)
    remark.by = by
    remark.save(force_insert=True)
    log.write("comment.written", remark, by=by, theme=remark.theme_id)


@transaction.atomic
def withdraw_comment(remark, *, by):
    """Take back what one said; it can be put back."""
    _move(remark, "comment.withdrawn", {"withdrawn_at": None}, {"withdrawn_at": now()}, by=by)


@transaction.atomic
def put_back_comment(remark, *, by):
    old = {"withdrawn_at__isnull": False}
    _move(remark, "comment.put_back", old, {"withdrawn_at": None}, by=by)


@transaction.atomic
def hide_comment(remark, reason, *, by):
    """The bureau takes a comment out of sight, and says why to all who read along."""
    new = {"hidden_at": now(), "hidden_reason": reason}
    _move(remark, "comment.hidden", {"hidden_at": None, "withdrawn_at": None}, new, by=by)


@transaction.atomic
def show_comment(remark, *, by):
    new = {"hidden_at": None, "hidden_reason": ""}
    _move(remark, "comment.shown", {"hidden_at__isnull": False}, new, by=by)


def _move(remark, what, old, new, *, by):
    if not ThemeComment.objects.filter(pk=remark.pk, **old).update(**new):
        raise Stale(remark)
    log.write(what, remark, by=by, theme=remark.theme_id)


@transaction.atomic
def support_theme(theme, institution, *, by):
    """An institution stands behind a theme. Until the vote is opened: then its ballot says it."""
    hold_list(theme.round, is_bureau=True)
    if not Theme.objects.standing().filter(pk=theme.pk).exists():
        raise Stale(theme)
    _, is_new = ThemeSupport.objects.get_or_create(
        theme=theme, institution_id=institution, defaults={"by": by}
    )
    if not is_new:
        raise Stale(theme)
    log.write("theme.supported", theme, by=by, institution=institution)


@transaction.atomic
def unsupport_theme(theme, institution, *, by):
    """An institution does not stand behind it any more."""
    hold_list(theme.round, is_bureau=True)
    if not theme.supports.filter(institution_id=institution).delete()[0]:
        raise Stale(theme)
    log.write("theme.unsupported", theme, by=by, institution=institution)

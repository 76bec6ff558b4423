"""What happens to accounts, roles and requests to become ambassador."""

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate, now

from knw_portal import confirm, log
from knw_portal.forms import Stale
from knw_portal.limits import within
from knw_portal.mail import actions as mail
from knw_portal.mail.actions import Visitor
from knw_portal.people import privacy
from knw_portal.people.models import ERASED_HOST, AmbassadorRequest, GroupMember, Role, User

WHY_INVITED = "het bureau van het Kwaliteitsnetwerk mbo je heeft uitgenodigd voor het portaal"
ERASED_NAME = "(gewist)"
SPEAKERS = (Role.Kind.AMBASSADOR, Role.Kind.DEPUTY)


class LastOne(Exception):
    """The bureau would be without anybody."""


class TooSoon(Exception):
    """The same mail went to the same person too often just now."""


@transaction.atomic
def invite_person(person, *, role=None, by):
    """Give somebody an account, perhaps a role, and a mail that says how to come in.

    The mail's link opens the sign-in page with the address filled in and lets nobody in by
    itself; the code does that. Raises Stale when the address was taken meanwhile.
    """
    person.email = person.email.lower()
    person.password = make_password(None)
    try:
        with transaction.atomic():
            person.save(force_insert=True)
    except IntegrityError as error:
        raise Stale(person) from error
    log.write("person.invited", person, by=by)
    if role is not None:
        role.user = person
        give_role(role, by=by)
    _post_invitation(person, "1")


def _post_invitation(person, number):
    mail.post(
        "invitation",
        to=[person],
        key=f"{person.pk}:{number}",
        why=WHY_INVITED,
        link=sign_in_link(person.email),
    )


def sign_in_link(email):
    """The sign-in page with this address filled in."""
    return f"{settings.BASE_URL}{reverse('account_login')}?{urlencode({'email': email})}"


@transaction.atomic
def resend_invitation(person, *, by):
    """Send the invitation once more, to somebody who has not been in yet. Five times an hour."""
    if person.last_login or not person.is_active:
        raise Stale(person)
    if not within("invitation", person.pk, amount=5):
        raise TooSoon(person)
    entry = log.write("invitation.resent", person, by=by)
    _post_invitation(person, entry.pk)


@transaction.atomic
def withdraw_invitation(person, *, by):
    """Take an invitation back before it was used: no account, no roles."""
    moved = User.objects.filter(pk=person.pk, last_login=None, is_active=True).update(
        is_active=False, version=F("version") + 1
    )
    if not moved:
        raise Stale(person)
    log.write("invitation.withdrawn", person, by=by)
    for role in person.roles.current():
        end_role(role, by=by)


@transaction.atomic
def disable_person(person, *, by):
    """Nobody signs in with this account from now on; who was in is out at the next click."""
    if person.roles.current().filter(kind=Role.Kind.BUREAU).exists():
        _keep_somebody_at_the_bureau(without=person.pk)
    if not User.objects.filter(pk=person.pk, is_active=True).update(is_active=False):
        raise Stale(person)
    log.write("person.disabled", person, by=by)


@transaction.atomic
def enable_person(person, *, by):
    """The person may sign in again. An erased account stays closed."""
    closed = User.objects.filter(pk=person.pk, is_active=False).exclude(email__endswith=ERASED_HOST)
    if not closed.update(is_active=True):
        raise Stale(person)
    log.write("person.enabled", person, by=by)


@transaction.atomic
def give_role(role, *, by):
    """Give somebody a role from a day on. Raises Stale when they hold it already.

    Who speaks for an institution already is told at once who comes beside them, and by whose hand.
    """
    role.given_at = now()
    try:
        with transaction.atomic():
            role.save(force_insert=True)
    except IntegrityError as error:
        raise Stale(role) from error
    entry = log.write(
        "role.given", role.user, by=by, kind=role.kind, institution=role.institution_id
    )
    if role.kind in SPEAKERS:
        mail.post(
            "speaker_added",
            to=speakers_of(role.institution).exclude(pk=role.user_id),
            key=entry.pk,
            why=f"je ambassadeur of plaatsvervanger bent van {role.institution}",
            role=role,
            by=by,
        )


def speakers_of(institution):
    """The ambassadors and deputies of an institution today, who can sign in."""
    held = Role.objects.current().filter(kind__in=SPEAKERS, institution=institution)
    return User.objects.filter(pk__in=held.values("user"), is_active=True)


@transaction.atomic
def end_role(role, *, by):
    """Take a role away now: yesterday was its last day. One that began today never was."""
    if role.kind == Role.Kind.BUREAU:
        _keep_somebody_at_the_bureau(without=role.user_id)
    today = localdate()
    held = Role.objects.filter(pk=role.pk).exclude(until__lt=today)
    yesterday = today.fromordinal(today.toordinal() - 1)
    if not held.filter(since__lt=today).update(until=yesterday) and not held.delete()[0]:
        raise Stale(role)
    log.write("role.ended", role.user, by=by, kind=role.kind, institution=role.institution_id)


def _keep_somebody_at_the_bureau(*, without):
    """Hold all roles at the bureau while counting, so that two cannot put each other out."""
    roles = Role.objects.current().select_for_update(of=["self"]).filter(kind=Role.Kind.BUREAU)
    left = {role.user_id for role in roles.order_by("pk")} - {without}
    if not User.objects.filter(pk__in=left, is_active=True).exists():
        raise LastOne


@transaction.atomic
def change_password(person, password):
    """Set a password. Other browsers in which the person was signed in are signed out by it."""
    person.set_password(password)
    User.objects.filter(pk=person.pk).update(password=person.password)
    entry = log.write("password.changed", person, by=person)
    mail.post(
        "password_changed",
        to=[person],
        key=entry.pk,
        why="je een account hebt in het portaal",
    )


@transaction.atomic
def erase_person(person, *, by):
    """Empty somebody's row and what the rooms keep about them; ids, totals and decisions stay.

    The row itself remains: others were decided or counted with it. It cannot be undone.
    """
    if person.roles.current().filter(kind=Role.Kind.BUREAU).exists():
        _keep_somebody_at_the_bureau(without=person.pk)
    for keeper in privacy.keepers:
        keeper.erase(person)
    moved = (
        User.objects.filter(pk=person.pk)
        .exclude(email__endswith=ERASED_HOST)
        .update(
            # Who was a guest stays one: an address would put them in the lists of the bureau.
            email=None if person.is_guest else f"gewist-{person.pk}{ERASED_HOST}",
            name=ERASED_NAME,
            password=make_password(None),
            institution=None,
            function=None,
            function_other="",
            job_title="",
            department="",
            expertise=[],
            is_active=False,
            version=F("version") + 1,
        )
    )
    if not moved:
        raise Stale(person)
    today = localdate()
    for places in (Role.objects, GroupMember.objects):
        held = places.filter(user=person).exclude(until__lte=today)
        held.filter(since__gt=today).delete()
        held.update(until=today)
    log.write("person.erased", person, by=by)


@transaction.atomic
def approve_request(asked, *, by):
    """Make somebody ambassador of an institution from today, with an account if they had none."""
    _decide(asked, AmbassadorRequest.Verdict.APPROVED, by=by)
    person = User.objects.filter(email=asked.email.lower()).first()
    if person is None:
        person = User(
            email=asked.email.lower(),
            name=asked.name,
            job_title=asked.job_title,
            institution=asked.institution,
            password=make_password(None),
        )
        person.save(force_insert=True)
        log.write("person.invited", person, by=by)
    held = person.roles.current().filter(
        kind=Role.Kind.AMBASSADOR, institution=asked.institution_id
    )
    if not held.exists():
        role = Role(user=person, kind=Role.Kind.AMBASSADOR, institution=asked.institution)
        give_role(role, by=by)
    mail.post(
        "ambassador_approved",
        to=[person],
        key=asked.pk,
        why="je vroeg om ambassadeur te worden",
        asked=asked,
        link=sign_in_link(person.email),
    )
    return person


@transaction.atomic
def decline_request(asked, reason, *, by):
    """Turn a request down, and tell the asker why."""
    _decide(asked, AmbassadorRequest.Verdict.DECLINED, by=by, reason=reason)
    mail.post(
        "ambassador_declined",
        to=[Visitor(asked.email, asked.name)],
        key=asked.pk,
        why="je vroeg om ambassadeur te worden",
        asked=asked,
        reason=reason,
    )


def _decide(asked, verdict, *, by, reason=""):
    open_ones = AmbassadorRequest.objects.waiting().filter(pk=asked.pk)
    if not open_ones.update(verdict=verdict, reason=reason, decided_at=now(), decided_by=by):
        raise Stale(asked)
    log.write(f"ambassador_request.{verdict}", asked, by=by)


def purge_requests():
    """Wipe requests that nobody confirmed within fourteen days: their link is dead."""
    unconfirmed = AmbassadorRequest.objects.filter(confirmed_at=None)
    return unconfirmed.filter(asked_at__lt=confirm.outdated()).delete()[0]

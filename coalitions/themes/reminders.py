"""What the dates of a theme round remind people of."""

from datetime import datetime, time, timedelta

from django.utils.timezone import localdate, make_aware, now

from coalitions.themes.actions import voters_of
from coalitions.themes.actions.ballots import WITHHELD_CODE, code_of_receipt
from coalitions.themes.links import answer_of_mail, calendar_of_mail
from coalitions.themes.models import Meeting, MeetingGuest, ThemeRound
from knw_portal import confirm
from knw_portal.dates import full_day
from knw_portal.mail.registry import Kind, register, withhold, withhold_links
from knw_portal.people.models import Role, User

withhold("ballot_receipt", mark=WITHHELD_CODE, fill=code_of_receipt)
withhold_links(
    "meeting_invitation",
    "meeting_moved",
    "meeting_cancelled",
    link=answer_of_mail,
    calendar=calendar_of_mail,
)
withhold_links("idea_confirm", link=confirm.link_of_mail)


@register
class ProposalsClose(Kind):
    """A week before the long list closes, to every ambassador and deputy."""

    name = "proposals_close"
    label = "De lange lijst sluit over een week"
    model = ThemeRound

    def due(self, round):
        if not round.proposals_close_at:
            return
        closes_on = localdate(round.proposals_close_at)
        at = make_aware(datetime.combine(closes_on - timedelta(days=7), time(8, 30)))
        for person in self._people():
            yield person, f"een week voor {full_day(closes_on)}", at

    def still_due(self, round, people):
        is_open = round.proposals_close_at and round.proposals_close_at > now()
        ambassadors = set(self._people()) if is_open else set()
        return [person for person in people if person in ambassadors]

    def why(self, round):
        return "je ambassadeur of plaatsvervanger bent van jouw school"

    @staticmethod
    def _people():
        kinds = [Role.Kind.AMBASSADOR, Role.Kind.DEPUTY]
        roles = Role.objects.current().filter(kind__in=kinds)
        return User.objects.filter(pk__in=roles.values("user"), is_active=True)


@register
class VoteWaits(Kind):
    """To who may vote for an institution that has not: at the opening, and near the close."""

    name = "vote_waits"
    label = "Er kan gestemd worden"
    model = ThemeRound

    def due(self, round):
        if not round.takes_votes:
            return
        closes_on = localdate(round.vote_closes_at)
        moments = [("bij het openen", round.vote_opens_at)]
        for words, days in (("een week", 7), ("drie dagen", 3)):
            at = make_aware(datetime.combine(closes_on - timedelta(days=days), time(8, 30)))
            if at > round.vote_opens_at + timedelta(days=1):
                moments.append((f"{words} voor {full_day(closes_on)}", at))
        for person in voters_of(*round.roll.staying()):
            for occasion, at in moments:
                yield person, occasion, at

    def still_due(self, round, people):
        silent = set(voters_of(*round.roll.silent())) if round.vote_open() else set()
        return [person for person in people if person in silent]

    def why(self, round):
        return "je voor jouw school kunt stemmen en dat nog niet is gebeurd"


@register
class MeetingSoon(Kind):
    """A week and a day before the ambassadors' meeting, to who is invited and did not say no."""

    name = "meeting_soon"
    label = "Herinnering aan de bijeenkomst van de ambassadeurs"
    model = Meeting

    def due(self, meeting):
        if meeting.cancelled_at:
            return
        day = localdate(meeting.starts_at)
        for guest in self._expected(meeting):
            for ahead, days in (("een week", 7), ("één dag", 1)):
                at = make_aware(datetime.combine(day - timedelta(days=days), time(8, 30)))
                if guest.invited_at < at < meeting.starts_at:
                    yield guest.user, f"{ahead} voor {full_day(day)}", at

    def still_due(self, meeting, people):
        if not meeting.takes_answers:
            return []
        expected = {guest.user_id for guest in self._expected(meeting)}
        return [person for person in people if person.pk in expected]

    def why(self, meeting):
        return "je bent uitgenodigd voor de bijeenkomst van de ambassadeurs"

    @staticmethod
    def _expected(meeting):
        guests = meeting.guests.exclude(answer=MeetingGuest.Answer.NO)
        return guests.filter(user__in=ProposalsClose._people()).select_related("user")

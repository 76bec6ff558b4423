"""The demo of coalitions at work: who applies, and the sessions with what came of them."""

from datetime import timedelta

from django.utils.timezone import now

from coalitions.briefs import actions as briefs
from coalitions.briefs.forms import AnswerForm
from coalitions.briefs.models import Coalition, Comment, Consultation
from coalitions.desk.demo.reading import day, moment
from coalitions.members import actions as members
from coalitions.members.models import Application
from coalitions.sessions import actions as sessions
from coalitions.sessions.models import ActionItem, Attendance, Minutes, Session
from knw_portal.people.models import Role, User


def load_applications(specs):
    """Through the applicant's and the bureau's own actions, so that the mail shows too."""
    bureau = User.objects.filter(roles__kind=Role.Kind.BUREAU).order_by("pk").first()
    for spec in specs["applications"]:
        coalition = Coalition.objects.get(slug=spec["coalition"])
        person = User.objects.filter(email=spec["email"]).first()
        if person is None or person.applications.filter(coalition=coalition).exists():
            continue
        application = Application(
            coalition=coalition,
            user=person,
            brings=spec["brings"].strip(),
            seeks=spec["seeks"].strip(),
            hours=spec["hours"],
            manager_agrees=spec["manager_agrees"],
            applied_at=moment(spec["in_days"]),
        )
        members.apply(application)
        if spec.get("waiting_list"):
            members.put_on_waiting_list(application, by=bureau)


def load_consultations(specs):
    """The rounds of comments on briefs, through the actions, and what the bureau did after."""
    bureau = User.objects.filter(roles__kind=Role.Kind.BUREAU).order_by("pk").first()
    for spec in specs["consultations"]:
        coalition = Coalition.objects.get(slug=spec["coalition"])
        if coalition.consultations.exists():
            continue
        consultation = Consultation(
            coalition=coalition,
            asked=spec["asked"],
            note=spec["note"],
            opened_at=moment(spec["in_days"]),
            closes_on=day(spec["closes_in_days"]),
        )
        briefs.open_consultation(consultation, by=bureau)
        for said in spec["comments"]:
            comment = Comment(
                consultation=consultation,
                section=said["section"],
                by=User.objects.get(email=said["by"]),
                text=said["text"],
                made_at=moment(said["in_days"], hour=15),
            )
            briefs.add_comment(comment)
            if "state" in said:
                answer = {"state": said["state"], "answer": said["answer"], "version": 1}
                form = AnswerForm(answer, instance=comment)
                form.full_clean()
                briefs.answer_comment(form, by=bureau)
        Coalition.objects.filter(pk=coalition.pk).update(**spec["after"])
        coalition.refresh_from_db()
        briefs.index_coalition(coalition)


def load_sessions(specs):
    """Sessions that come are planned by their facilitator; those that were are put in as rows."""
    for spec in specs["sessions"]:
        coalition = Coalition.objects.get(slug=spec["coalition"])
        if coalition.sessions.filter(number=spec["number"]).exists():
            continue
        session = Session(
            coalition=coalition,
            number=spec["number"],
            title=spec["title"],
            starts_at=moment(spec["in_days"], hour=spec["hour"]),
            ends_at=moment(spec["in_days"], hour=spec["hour"] + 3),
            place=spec["place"],
            link=spec.get("link", ""),
            preparation=spec["preparation"].strip(),
        )
        guide = User.objects.get(email=spec["planned_by"])
        if session.starts_at > now():
            sessions.plan_session(session, by=guide)
        else:
            session.save()
            people = coalition.group.members.filter(role__in=sessions.INVITED)
            Attendance.objects.bulk_create(
                Attendance(session=session, user_id=pk, invited_at=ago(session, 30))
                for pk in set(people.values_list("user", flat=True))
            )
        load_session_lines(spec, session, guide)
        sessions.index_session(session)


def ago(session, days):
    return session.starts_at - timedelta(days=days)


def load_session_lines(spec, session, guide):
    for number, item in enumerate(spec["agenda"], start=1):
        by = User.objects.filter(email=item.get("by", "")).first()
        session.agenda.create(number=number, **{**item, "by": by})
    is_over = session.ends_at < now()
    for one in session.attendances.select_related("user").order_by("user__name"):
        said = next((a for a, emails in spec["answers"].items() if one.user.email in emails), "")
        said = said or ("yes" if is_over else "")
        if said and is_over:
            one.answer, one.answered_at = said, ago(session, 9)
            one.was_present = said == "yes"
            one.save()
        elif said:
            sessions.answer_invitation(one, said, by_link=True, by=one.user)
    if spec.get("minutes"):
        Minutes.objects.create(
            session=session,
            text=spec["minutes"].strip(),
            published_text=spec["minutes"].strip(),
            published_at=session.ends_at + timedelta(days=2),
            published_by=guide,
            edition=1,
            version=2,
        )
    for action in spec.get("actions", []):
        done = action.get("done_in_days")
        user = User.objects.get(email=action["who"])
        ActionItem.objects.create(
            session=session,
            user=user,
            what=action["what"],
            due_on=day(action["due_in_days"]),
            done_at=moment(done),
            done_by=user if done is not None else None,
        )

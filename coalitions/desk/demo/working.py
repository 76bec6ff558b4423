"""The demo of coalitions at work: who applies, and the sessions with what came of them."""

from coalitions.briefs.models import Coalition
from coalitions.desk.demo.reading import moment
from coalitions.members import actions as members
from coalitions.members.models import Application
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

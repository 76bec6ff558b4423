"""The link of a guest, once the team replaced the one they came in with."""

from django.conf import settings
from django.db import models
from django.utils.timezone import now

from knw_portal.people.models import GroupMember


class GuestLink(models.Model):
    """The code in the personal link of a guest of a team; another code ends the link before."""

    place = models.OneToOneField(GroupMember, models.CASCADE, related_name="guest_link")
    code = models.CharField(max_length=40)
    made_at = models.DateTimeField(default=now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"Link van {self.place}"

"""Institutions, the people who work there, and their roles and groups, from when till when."""

from dataclasses import dataclass, field
from functools import cached_property

import rules
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Lower
from django.utils.timezone import localdate, now

from knw_portal.dates import full_day

# The address of who was erased: no name can be mistaken for it, and no mail gets there.
ERASED_HOST = "@example.invalid"


class InstitutionQuerySet(models.QuerySet):
    def affiliated(self):
        """The institutions that are members of the network and still exist under their own name."""
        return self.filter(is_affiliated=True, merged_into=None)


class Institution(models.Model):
    class Kind(models.TextChoices):
        ROC = "roc", "roc"
        SECTOR = "beroepscollege", "beroepscollege"
        GREEN = "groen", "groene mbo-school"

    name = models.CharField("naam", max_length=120, unique=True)
    slug = models.SlugField("adres", max_length=120, unique=True)
    kind = models.CharField("soort", max_length=20, choices=Kind.choices)
    city = models.CharField("plaats", max_length=80, blank=True)
    region = models.CharField("regio", max_length=80, blank=True)
    is_affiliated = models.BooleanField("aangesloten", default=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name="opgegaan in"
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = InstitutionQuerySet.as_manager()

    class Meta:
        ordering = [Lower("name")]
        verbose_name = "instelling"
        verbose_name_plural = "instellingen"
        constraints = [
            models.CheckConstraint(
                name="institution_not_merged_into_itself", condition=~Q(merged_into=F("pk"))
            )
        ]

    def __str__(self):
        return self.name


class FunctionQuerySet(models.QuerySet):
    def open(self, besides=None):
        """What can be chosen today; `besides`: the one that was chosen before it was closed."""
        return self.filter(Q(is_open=True) | Q(pk=besides))


class Function(models.Model):
    """A category of work, such as docent; "ondersteunende dienst" is the parent of some."""

    OTHER = "other"  # the code of "anders, namelijk"

    code = models.SlugField("code", max_length=40, unique=True)
    name = models.CharField("naam", max_length=80, unique=True)
    plural = models.CharField("meervoud", max_length=80)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name="valt onder"
    )
    number = models.PositiveSmallIntegerField("volgorde", default=0)
    is_open = models.BooleanField("te kiezen", default=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = FunctionQuerySet.as_manager()

    class Meta:
        ordering = ["number", "name"]
        verbose_name = "functie"
        verbose_name_plural = "functies"
        constraints = [
            models.CheckConstraint(
                name="other_function_stays_open", condition=~Q(code="other", is_open=False)
            ),
            models.CheckConstraint(
                name="function_not_its_own_parent", condition=~Q(parent=F("pk"))
            ),
        ]

    def __str__(self):
        return self.name


@dataclass(frozen=True)
class Duties:
    """What a person is today: roles, each perhaps for an institution, and places in groups."""

    roles: frozenset[tuple[str, int | None]] = frozenset()
    groups: dict[int, frozenset[str]] = field(default_factory=dict)

    def has(self, *kinds):
        return any(kind in kinds for kind, _ in self.roles)

    def institutions(self, *kinds):
        """The ids of the institutions for which one has a role of these kinds."""
        return {institution for kind, institution in self.roles if kind in kinds and institution}

    def in_group(self, group_id, *roles):
        """In the group with one of these roles; without roles: in it at all."""
        held = self.groups.get(group_id, frozenset())
        return bool(held & set(roles) if roles else held)


NO_DUTIES = Duties()


class UserQuerySet(models.QuerySet):
    def found_by(self, words):
        """Whose name or address has all these words in it."""
        found = self
        for word in words.split():
            found = found.filter(Q(name__icontains=word) | Q(email__icontains=word))
        return found

    def with_account(self):
        """Without the guests of teams: they have no account and are their team's business."""
        return self.filter(email__isnull=False)

    def with_role_today(self, *kinds):
        # A subquery, not a join: a join would repeat who holds the role for two institutions.
        held = Role.objects.current().filter(kind__in=kinds)
        return self.filter(pk__in=held.values("user"))

    def for_list(self):
        """What the list of people shows, in two queries whatever its length."""
        roles = Role.objects.select_related("institution").order_by("since", "pk")
        return self.select_related("institution").prefetch_related(
            models.Prefetch("roles", roles, to_attr="all_roles")
        )


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


class User(AbstractBaseUser):
    """A person with an account. The e-mail address is the only name to sign in with.

    Without an address it is a guest: somebody who takes part in a team by its link. A guest is in
    the group of that team like its other people, and may do nothing outside it.
    """

    # NULL is said on purpose, of a guest; a row that is made without a word about it is none.
    email = models.EmailField("e-mailadres", max_length=254, null=True, default="")  # noqa: DJ001
    name = models.CharField("naam", max_length=120)
    institution = models.ForeignKey(
        Institution, models.PROTECT, null=True, blank=True, verbose_name="instelling"
    )
    function = models.ForeignKey(
        Function, models.PROTECT, null=True, blank=True, verbose_name="functie"
    )
    function_other = models.CharField("anders, namelijk", max_length=80, blank=True)
    job_title = models.CharField("hoe je functie bij jullie heet", max_length=120, blank=True)
    department = models.CharField("afdeling", max_length=120, blank=True)
    expertise = ArrayField(
        models.CharField(max_length=60),
        verbose_name="waar je veel van weet",
        default=list,
        blank=True,
    )
    is_active = models.BooleanField("kan inloggen", default=True)
    joined_at = models.DateTimeField("sinds", default=now, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    # Of a guest who went on with an account: whose that is.
    became = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="was_guest"
    )

    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ()

    objects = UserManager()

    class Meta:
        ordering = [Lower("name")]
        verbose_name = "persoon"
        verbose_name_plural = "personen"
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_account_per_email"),
            # allauth looks addresses up in small letters: another spelling could never sign in.
            models.CheckConstraint(
                name="email_in_small_letters", condition=Q(email=Lower("email"))
            ),
            models.CheckConstraint(
                name="guest_of_no_institution",
                condition=Q(email__isnull=False) | Q(institution=None),
            ),
            models.CheckConstraint(
                name="only_a_guest_becomes_somebody",
                condition=Q(became=None) | Q(email=None) | Q(email__endswith=ERASED_HOST),
            ),
        ]

    def __str__(self):
        return self.name

    def get_full_name(self):
        return self.name

    def get_short_name(self):
        """The first name, for a greeting."""
        return self.name.split(" ")[0]

    @property
    def has_password(self):
        """Has chosen a password; an empty one, of a row made by hand, is none."""
        return bool(self.password) and self.has_usable_password()

    @property
    def is_invited(self):
        """Has an open invitation: may sign in and never did."""
        return self.is_active and self.last_login is None

    @property
    def account_state(self):
        """Whether this person can sign in, in a word."""
        if not self.is_active:
            return "gesloten"
        return "uitgenodigd" if self.is_invited else "open"

    @property
    def is_guest(self):
        """Takes part in a team by its link, without an account."""
        return self.email is None

    @property
    def is_erased(self):
        return not self.is_guest and self.email.endswith(ERASED_HOST)

    def has_perm(self, perm, obj=None):
        if self.is_guest and not self.duties.in_group(getattr(obj, "group_id", None)):
            return False  # a guest may only what is about a team of theirs
        return self.is_active and rules.has_perm(perm, self, obj)

    @cached_property
    def duties(self):
        """What this person is today. One query a request; predicates read it, never ask."""
        held = list(
            Role.objects.current()
            .filter(user=self)
            .order_by()
            .values_list(Value("role"), "kind", "institution_id")
            .union(
                GroupMember.objects.current()
                .filter(user=self)
                .order_by()
                .values_list(Value("group"), "role", "group_id"),
                all=True,
            )
        )
        groups = {}
        for what, role, group_id in held:
            if what == "group":
                groups.setdefault(group_id, set()).add(role)
        return Duties(
            roles=frozenset(
                (kind, institution) for what, kind, institution in held if what == "role"
            ),
            groups={group_id: frozenset(roles) for group_id, roles in groups.items()},
        )


def duties_of(user):
    """The duties of a person; the anonymous visitor has none."""
    return getattr(user, "duties", NO_DUTIES)


class PeriodQuerySet(models.QuerySet):
    """Rows with a period: `since` and, where it is known, `until`; both days belong to it."""

    def current(self, on=None):
        day = on or localdate()
        return self.filter(Q(until=None) | Q(until__gte=day), since__lte=day)


class Role(models.Model):
    """What somebody is for the network, from when till when. One person may hold several."""

    class Kind(models.TextChoices):
        BUREAU = "bureau", "bureau"
        BOARD = "board", "bestuur"
        AMBASSADOR = "ambassador", "ambassadeur"
        DEPUTY = "deputy", "plaatsvervangend ambassadeur"
        EXPERT = "expert", "expert"

    user = models.ForeignKey(User, models.PROTECT, related_name="roles", verbose_name="persoon")
    kind = models.CharField("rol", max_length=20, choices=Kind.choices)
    institution = models.ForeignKey(
        Institution, models.PROTECT, null=True, blank=True, verbose_name="voor instelling"
    )
    since = models.DateField("vanaf", default=localdate)
    until = models.DateField("tot en met", null=True, blank=True)
    # When somebody handed it out, whatever day it counts from; unknown of roles of before.
    given_at = models.DateTimeField(null=True, editable=False)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        ordering = ["user", "kind"]
        verbose_name = "rol"
        verbose_name_plural = "rollen"
        constraints = [
            models.CheckConstraint(
                name="role_ends_after_it_begins", condition=Q(until=None) | Q(until__gte=F("since"))
            ),
            models.CheckConstraint(
                name="ambassador_of_an_institution",
                condition=Q(kind__in=["ambassador", "deputy"], institution__isnull=False)
                | Q(institution=None) & ~Q(kind__in=["ambassador", "deputy"]),
            ),
            models.UniqueConstraint(
                fields=["user", "kind", "institution"],
                condition=Q(until=None),
                name="role_held_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self):
        of = f" van {self.institution}" if self.institution else ""
        return f"{self.get_kind_display()}{of}"

    @property
    def with_period(self):
        """The role in words, with the day it ended or begins when it is not held today."""
        if self.is_over:
            return f"{self}, tot en met {full_day(self.until)}"
        return str(self) if self.is_current else f"{self}, vanaf {full_day(self.since)}"

    @property
    def is_current(self):
        return self.since <= localdate() and not self.is_over

    @property
    def is_over(self):
        return self.until is not None and self.until < localdate()


class Group(models.Model):
    """The people of a coalition or of a team. Rights are asked of this one membership."""

    name = models.CharField("naam", max_length=200)

    class Meta:
        ordering = ["name"]
        verbose_name = "groep"
        verbose_name_plural = "groepen"

    def __str__(self):
        return self.name


class GroupMember(models.Model):
    """Somebody's place in a group. An ended place stays readable: that person is an oud-lid."""

    class Role(models.TextChoices):
        MEMBER = "member", "lid"
        LEAD = "lead", "trekker"
        FACILITATOR = "facilitator", "procesbegeleider"
        FOLLOWER = "follower", "volger op afstand"
        READER = "reader", "tegenlezer"
        CRITICAL_FRIEND = "critical_friend", "kritische vriend"

    group = models.ForeignKey(Group, models.PROTECT, related_name="members", verbose_name="groep")
    user = models.ForeignKey(
        User, models.PROTECT, related_name="group_places", verbose_name="persoon"
    )
    role = models.CharField("rol", max_length=20, choices=Role.choices, default=Role.MEMBER)
    since = models.DateField("vanaf", default=localdate)
    until = models.DateField("tot en met", null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        ordering = ["group", "user"]
        verbose_name = "plaats in een groep"
        verbose_name_plural = "plaatsen in groepen"
        constraints = [
            models.CheckConstraint(
                name="place_ends_after_it_begins",
                condition=Q(until=None) | Q(until__gte=F("since")),
            ),
            models.UniqueConstraint(
                fields=["group", "user", "role"], condition=Q(until=None), name="place_held_once"
            ),
        ]

    def __str__(self):
        return f"{self.user} in {self.group}"


class AmbassadorRequestQuerySet(models.QuerySet):
    def waiting(self):
        """Confirmed by who asked, not yet decided by the bureau."""
        return self.filter(confirmed_at__isnull=False, verdict="")

    def with_colleagues(self):
        """With how many ambassadors and deputies the institution has already."""
        here = Role.objects.current().filter(
            kind__in=[Role.Kind.AMBASSADOR, Role.Kind.DEPUTY],
            institution=models.OuterRef("institution"),
        )
        count = here.order_by().values("institution").annotate(n=models.Count("pk")).values("n")
        return self.select_related("institution").annotate(colleagues=models.Subquery(count))


class AmbassadorRequest(models.Model):
    """Somebody wants to become ambassador; confirmed by mail, then decided by the bureau."""

    class Verdict(models.TextChoices):
        APPROVED = "approved", "toegelaten"
        DECLINED = "declined", "afgewezen"

    name = models.CharField("naam", max_length=120)
    email = models.EmailField("e-mailadres", max_length=254)
    institution = models.ForeignKey(Institution, models.PROTECT, verbose_name="instelling")
    job_title = models.CharField("functie", max_length=120)
    motivation = models.TextField("waarom je ambassadeur wilt worden", max_length=2000)
    asked_at = models.DateTimeField(default=now)
    confirmed_at = models.DateTimeField(null=True)
    verdict = models.CharField(max_length=10, choices=Verdict.choices, blank=True)
    reason = models.TextField("toelichting aan de aanvrager", max_length=2000, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = AmbassadorRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at"]
        verbose_name = "aanmelding als ambassadeur"
        verbose_name_plural = "aanmeldingen als ambassadeur"
        constraints = [
            models.CheckConstraint(
                name="ambassador_request_decided_whole",
                condition=Q(verdict="", decided_at=None, decided_by=None)
                | Q(decided_at__isnull=False, decided_by__isnull=False) & ~Q(verdict=""),
            )
        ]

    def __str__(self):
        return f"{self.name} ({self.institution})"

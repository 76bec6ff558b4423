"""Rows for tests: required fields only, no surprises."""

from datetime import date

import factory

from knw_portal.people.models import (
    AmbassadorRequest,
    Function,
    Group,
    GroupMember,
    Institution,
    Role,
    User,
)


class InstitutionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Institution

    name = factory.Sequence("School {}".format)
    slug = factory.Sequence("school-{}".format)
    kind = Institution.Kind.ROC


class FunctionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Function

    code = factory.Sequence("function-{}".format)
    name = factory.Sequence("functie {}".format)
    plural = factory.Sequence("functies {}".format)


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User

    name = factory.Sequence("Persoon {}".format)
    email = factory.Sequence("persoon{}@example.org".format)


class RoleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Role

    user = factory.SubFactory(UserFactory)
    kind = Role.Kind.BUREAU
    since = date(2020, 1, 1)


class GroupFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Group

    name = factory.Sequence("Groep {}".format)


class GroupMemberFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = GroupMember

    group = factory.SubFactory(GroupFactory)
    user = factory.SubFactory(UserFactory)
    since = date(2020, 1, 1)


class AmbassadorRequestFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AmbassadorRequest

    name = factory.Sequence("Aanvrager {}".format)
    email = factory.Sequence("aanvrager{}@example.org".format)
    institution = factory.SubFactory(InstitutionFactory)
    job_title = "docent"
    motivation = "Omdat ik graag verder kijk dan mijn eigen school."

"""What happens to an output: begun, written, laid before the bureau, published, withdrawn."""

from django.db import transaction
from django.db.models import F, Max
from django.utils.text import slugify
from django.utils.timezone import now

from coalitions.briefs.actions import plan_milestones, when_shown
from coalitions.briefs.models import Coalition
from coalitions.outputs.models import (
    Credit,
    Output,
    OutputBasis,
    OutputFile,
    OutputVersion,
)
from knw_portal import log
from knw_portal.files import actions as files
from knw_portal.forms import Stale
from knw_portal.mail import actions as mail
from knw_portal.people.models import GroupMember, User
from knw_portal.search import actions as search

FACE = ("kind", "about", "title", "summary")
TEXTS = (*FACE, "body", "how_to_use", "audience", "for_quality", "context", "transfers")


class NothingMade(Exception):
    """A coalition is not finished without an output, unless somebody says why."""


class NotWhole(Exception):
    """A version lacks something that who uses it needs; its `missing` says what."""


@transaction.atomic
def start_output(output, *, by, deliveries=(), stored=()):
    """Begin an output; with deliveries, from what institutions delivered.

    `stored` are the delivered files that are taken over: the same files, not copies.
    Raises Stale, with the draft of this title that is there, when the form was sent twice.
    """
    Coalition.objects.select_for_update(no_key=True).get(pk=output.coalition_id)
    drafts = output.coalition.outputs.filter(published_at=None)
    if twin := drafts.filter(title__iexact=output.title).first():
        raise Stale(twin)
    output.slug = free_slug(output.title)
    output.save(force_insert=True)
    version = OutputVersion.objects.create(
        output=output,
        body=as_text(deliveries),
        **{name: getattr(output, name) for name in FACE},
    )
    OutputBasis.objects.bulk_create(
        OutputBasis(version=version, delivery=delivery) for delivery in deliveries
    )
    OutputFile.objects.bulk_create(
        OutputFile(version=version, stored=file, number=number)
        for number, file in enumerate(stored, start=1)
    )
    log.write("output.started", output, by=by, deliveries=[one.pk for one in deliveries])
    index_output(output)
    return version


def as_text(deliveries):
    """What was delivered, one after the other under the name of its school."""
    return "\n\n".join(
        f"{delivery.institution}\n\n{delivery.text.strip()}"
        for delivery in deliveries
        if delivery.text.strip()
    )


def makers_of(output):
    """Who may be named at an output: the people in the coalition, now or then, and who is named."""
    roles = [GroupMember.Role.MEMBER, GroupMember.Role.LEAD, GroupMember.Role.FACILITATOR]
    places = GroupMember.objects.filter(group=output.coalition.group_id, role__in=roles)
    found = User.objects.filter(pk__in=places.values("user")) | User.objects.filter(
        credits__output=output
    )
    return found.filter(is_active=True).distinct().order_by("name", "pk")


def free_slug(title):
    """An address of its title; with a number behind it when that is taken."""
    wanted = slugify(title)[:70].strip("-") or "opbrengst"
    taken = set(Output.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    number, slug = 1, wanted
    while slug in taken:
        number += 1
        slug = f"{wanted}-{number}"
    return slug


@transaction.atomic
def write_version(form, *, by):
    """Change the texts of a draft; False, with both texts on the form, when somebody was first.

    Raises Stale when it was published meanwhile.
    """
    version = _held_draft(form.instance.pk)
    if not form.save_or_conflict():
        return False
    _show_draft(version.output)
    log.write("output.written", version.output, by=by, number=version.number)
    return True


def _held_draft(pk):
    """The version, kept still until the transaction ends. Raises Stale when it is published."""
    rows = OutputVersion.objects.select_for_update(of=["self"], no_key=True)
    version = rows.select_related("output__coalition").get(pk=pk)
    if version.published_at:
        raise Stale(version)
    return version


def _show_draft(output):
    """Until something is published, lists show what the draft says of itself."""
    if output.published_at is None:
        draft = output.versions.get(published_at=None)
        Output.objects.filter(pk=output.pk).update(**{name: getattr(draft, name) for name in FACE})
        output.refresh_from_db()
    index_output(output)


@transaction.atomic
def add_files(version, uploads, *, by):
    """Put files with a draft. Raises Stale when it is published, Refused for what is not kept."""
    version = _held_draft(version.pk)
    last = version.files.aggregate(last=Max("number"))["last"] or 0
    for number, upload in enumerate(uploads, start=last + 1):
        OutputFile.objects.create(version=version, stored=files.keep(upload, by=by), number=number)
    _note_files(version)
    log.write("output.files_added", version.output, by=by, amount=len(uploads))


@transaction.atomic
def remove_file(file, *, by):
    """Take a file from a draft; it is thrown away unless a delivery or a version still has it."""
    version = _held_draft(file.version_id)
    file.delete()
    files.let_go(file.stored)
    _note_files(version)
    log.write("output.file_removed", version.output, by=by)


def _note_files(version):
    OutputVersion.objects.filter(pk=version.pk).update(files_version=F("files_version") + 1)


@transaction.atomic
def name_makers(output, users, *, by):
    """Say who is named at an output."""
    chosen = {user.pk for user in users}
    output.credits.exclude(user__in=chosen).delete()
    Credit.objects.bulk_create(
        [Credit(output=output, user_id=pk) for pk in chosen], ignore_conflicts=True
    )
    log.write("output.makers_named", output, by=by, users=sorted(chosen))


@transaction.atomic
def withdraw_credit(output, *, by):
    """Somebody does not want to be named any more. Raises Stale when they were not."""
    deleted, _ = output.credits.filter(user=by).delete()
    if not deleted:
        raise Stale(output)
    log.write("output.credit_withdrawn", output, by=by)


@transaction.atomic
def submit_version(version, *, seen, by):
    """Lay a draft before the bureau. Raises Stale when it changed since `by` saw it as `seen`."""
    version = _as_seen(version, seen, submitted_at=None)
    _whole(version)
    OutputVersion.objects.filter(pk=version.pk).update(
        submitted_at=now(), submitted_by=by, return_note="", version=F("version") + 1
    )
    log.write("output.submitted", version.output, by=by, number=version.number)


def _as_seen(version, seen, **which):
    """The draft, kept still, when it is as somebody saw it. Raises Stale when it is not."""
    version = _held_draft(version.pk)
    if version.stand != seen or any(getattr(version, name) != v for name, v in which.items()):
        raise Stale(version)
    return version


def _whole(version):
    if version.missing():
        raise NotWhole(version)


@transaction.atomic
def return_version(version, note, *, seen, by):
    """The bureau gives a draft back, with what should be different; who sent it in is told."""
    version = _as_seen(version, seen)
    if not version.submitted_at:
        raise Stale(version)
    sender = version.submitted_by
    OutputVersion.objects.filter(pk=version.pk).update(
        submitted_at=None, submitted_by=None, return_note=note, version=F("version") + 1
    )
    log.write("output.returned", version.output, by=by, number=version.number)
    mail.post(
        "output_returned",
        to=[sender] if sender.is_active else [],
        key=f"{version.pk}:{version.version}",
        why="je deze opbrengst aan het bureau voorlegde",
        output=version.output,
        coalition=version.output.coalition,
        note=note,
    )


@transaction.atomic
def publish_version(version, *, seen, by):
    """From here on it stands in the library and does not change; its makers are told.

    Raises Stale when it changed since `by` saw it as `seen`, NotWhole when something is missing.
    """
    version = _as_seen(version, seen)
    _whole(version)
    output, at = version.output, now()
    OutputVersion.objects.filter(pk=version.pk).update(
        published_at=at, published_by=by, return_note="", version=F("version") + 1
    )
    Output.objects.filter(pk=output.pk).update(
        published_at=at,
        withdrawn_at=None,
        withdrawn_by=None,
        withdraw_reason="",
        **{name: getattr(version, name) for name in FACE},
    )
    output.refresh_from_db()
    log.write("output.published", output, by=by, number=version.number)
    mail.post(
        "output_published",
        to=User.objects.filter(credits__output=output, is_active=True).exclude(pk=by.pk),
        key=version.pk,
        why="je aan deze opbrengst hebt meegewerkt",
        output=output,
        version=version,
        coalition=output.coalition,
    )
    index_output(output)


@transaction.atomic
def revise_output(output, *, is_erratum, change_note, by):
    """Begin a next version from the newest one, with its files. Raises Stale when there is a draft.

    What stands in the library stays there until the next version is published.
    """
    Output.objects.select_for_update(no_key=True).get(pk=output.pk)
    versions = list(output.versions.order_by("number"))
    if not versions or versions[-1].published_at is None:
        raise Stale(output)
    last = versions[-1]
    version = OutputVersion.objects.create(
        output=output,
        number=last.number + 1,
        is_erratum=is_erratum,
        change_note=change_note,
        **{name: getattr(last, name) for name in TEXTS},
    )
    OutputFile.objects.bulk_create(
        OutputFile(version=version, stored_id=file.stored_id, number=file.number)
        for file in last.files.all()
    )
    log.write("output.revised", output, by=by, number=version.number)
    return version


@transaction.atomic
def drop_version(version, *, by):
    """Throw a draft away; the output too when nothing of it was ever published."""
    version = _held_draft(version.pk)
    output = version.output
    stored = [file.stored for file in version.files.select_related("stored")]
    log.write("output.dropped", output, by=by, number=version.number)
    version.delete()
    for file in stored:
        files.let_go(file)
    if not output.versions.exists():
        search.forget(log.key(output))
        output.delete()


@transaction.atomic
def withdraw_output(output, reason, *, by):
    """It leaves the library; its address says why. Raises Stale when it is not there."""
    moved = Output.objects.filter(pk=output.pk, published_at__isnull=False, withdrawn_at=None)
    if not moved.update(withdrawn_at=now(), withdrawn_by=by, withdraw_reason=reason):
        raise Stale(output)
    output.refresh_from_db()
    log.write("output.withdrawn", output, by=by)
    index_output(output)


@transaction.atomic
def restore_output(output, *, by):
    """It stands in the library again, as it was."""
    moved = Output.objects.filter(pk=output.pk, withdrawn_at__isnull=False)
    if not moved.update(withdrawn_at=None, withdrawn_by=None, withdraw_reason=""):
        raise Stale(output)
    output.refresh_from_db()
    log.write("output.restored", output, by=by)
    index_output(output)


@transaction.atomic
def finish_coalition(coalition, *, reason="", by):
    """The coalition is done. Raises NothingMade when nothing of it stands in the library and
    nobody says why, Stale when it was finished already."""
    coalition = Coalition.objects.select_for_update(no_key=True).get(pk=coalition.pk)
    if coalition.phase not in (Coalition.Phase.ACTIVE, Coalition.Phase.DELIVERING):
        raise Stale(coalition)
    has_made = coalition.outputs.public().exists()
    if not has_made and not reason.strip():
        raise NothingMade(coalition)
    Coalition.objects.filter(pk=coalition.pk).update(
        phase=Coalition.Phase.COMPLETED,
        finish_reason="" if has_made else reason,
        version=F("version") + 1,
    )
    plan_milestones(coalition)
    log.write("coalition.finished", coalition, by=by, has_made=has_made)


@transaction.atomic
def reopen_coalition(coalition, *, by):
    """It was not done after all. Raises Stale when it is not finished."""
    finished = Coalition.objects.filter(pk=coalition.pk, phase=Coalition.Phase.COMPLETED)
    if not finished.update(
        phase=Coalition.Phase.DELIVERING, finish_reason="", version=F("version") + 1
    ):
        raise Stale(coalition)
    plan_milestones(coalition)
    log.write("coalition.reopened", coalition, by=by)


@when_shown
def index_outputs_of(coalition):
    """What it made is found by everybody as long as its own page can be read."""
    for output in coalition.outputs.all():
        output.coalition = coalition
        index_output(output)


def index_output(output):
    """Findable by everybody while it is in the library, else by its own people only."""
    coalition = output.coalition
    is_public = output.is_public and coalition.published_at is not None
    version = output.versions.filter(published_at__isnull=False).order_by("number").last()
    if output.withdrawn_at:
        search.forget(log.key(output))
        return
    told = version or output.versions.order_by("number").last()
    search.index(
        log.key(output),
        kind="opbrengst",
        title=told.title,
        text="\n".join(
            [
                told.summary,
                told.body,
                told.how_to_use,
                told.audience,
                told.for_quality,
                str(told.kind),
                str(told.about or ""),
                str(coalition),
            ]
        ),
        url=output.get_absolute_url() if is_public else output.work_url,
        is_public=is_public,
        is_for_bureau=True,
        group=coalition.group,
    )

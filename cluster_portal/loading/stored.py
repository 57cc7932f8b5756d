"""What stands in the database of an object and its rows, as one fingerprint: it moves when anybody edits any of it."""

from modeltranslation.translator import translator

from cluster_portal.loading.records import Verdict, fingerprint, serialised

# What the portal writes by itself: no edit by staff.
BOOKKEEPING = {
    "id",
    "uuid",
    "created_at",
    "updated_at",
    "confirmed_on",
    "sequence",
    "first_moment",
    "last_moment",
    "programme",
    "agreement_id",
}


def columns_of(model):
    """Return the columns that say something: a translated text by its languages, not by the field without one."""
    translated = translator.get_options_for_model(model).fields if _is_translated(model) else ()
    names = [field.name for field in model._meta.concrete_fields]
    return [name for name in names if name not in BOOKKEEPING and name not in translated]


def _is_translated(model):
    return model in translator.get_registered_models(abstract=False)


def fingerprints(model, keys, relations):
    """Return {primary key: fingerprint} of objects with their rows.

    `relations` are names of reverse accessors to rows, or of relations to many other objects.
    """
    states = {row.pop("pk"): row for row in model.objects.filter(pk__in=keys).values("pk", *columns_of(model))}
    for relation in relations:
        related = model._meta.get_field(relation)
        for state in states.values():
            state[relation] = []
        if related.many_to_many:
            for key, other in model.objects.filter(pk__in=keys, **{f"{relation}__isnull": False}).values_list(
                "pk", relation
            ):
                states[key][relation].append(other)
            continue
        own = related.field.name
        columns = [name for name in columns_of(related.related_model) if name != own]
        rows = related.related_model._base_manager.filter(**{f"{own}__in": keys}).order_by()
        for row in rows.values(own, *columns):
            states[row.pop(own)][relation].append(row)
    for state in states.values():
        for relation in relations:
            state[relation].sort(key=serialised)
    return {key: fingerprint(state) for key, state in states.items()}


def present_by_slug(model, former=None):
    """Return the objects that are there by their slugs; those that were renamed by their former ones, too."""
    present = {}
    if former:
        present = {each.slug: each.target for each in former.objects.select_related("target")}
    return present | {each.slug: each for each in model.objects.all()}


def store_each(model, records, present, ledger, write, relations=()):
    """Bring the objects of a model to what their records say, each where the ledger lets it.

    `present` holds those that are there by the keys of records, and takes those that are added. `write(object, record)`
    writes one and tells whether it was valid. `relations` are what it writes besides, as `fingerprints` takes them.
    """
    stored = fingerprints(model, [each.pk for each in present.values()], relations)
    written = []
    for record in records:
        instance = present.get(record.key)
        verdict = ledger.judge(record, stored.get(instance.pk) if instance else None)
        if not verdict.writes:
            continue
        instance = model() if verdict == Verdict.ADDED else instance
        if write(instance, record):
            present[record.key] = instance
            written.append((record, instance))
    stored = fingerprints(model, [each.pk for _record, each in written], relations)
    for record, instance in written:
        ledger.wrote(record, stored[instance.pk])

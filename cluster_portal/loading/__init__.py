"""Loading the content of a network from a folder of data files. How the files are written: docs/data.md."""

from django.db import DatabaseError, transaction
from django.utils.translation import override

from cluster_portal.core.languages import ENGLISH
from cluster_portal.loading import (
    agreements,
    articles,
    events,
    governance,
    milestones,
    network,
    pages,
    programmes,
    universities,
)
from cluster_portal.loading.reading import Problems, read_translations
from cluster_portal.loading.records import Ledger
from cluster_portal.loading.translation_states import bring_into_step
from cluster_portal.review import trail
from cluster_portal.review.models import TrailEntry
from cluster_portal.translations import step

__all__ = ["NotLoaded", "load"]


class NotLoaded(Exception):
    """Nothing was loaded. The message says why, to somebody who can mend the files or the database."""


def load(folder, *, force=False):
    """Bring the database to what the folder says and return the `Ledger` of what was done, record by record.

    A record that staff edited since it was loaded is kept as it is, unless forced. In the end the states of all
    translations are in step, and those that the files call first translations wait to be confirmed. All or nothing:
    raises NotLoaded, and leaves the database as it was, where a file is broken or where the database holds another
    network.
    """
    problems = Problems()
    translations = read_translations(folder, problems)
    network_record = network.read(folder, translations, problems)
    university_records = universities.read(folder, translations, problems)
    agreement_records = agreements.read(folder, translations, problems)
    group_records, presidency_records = governance.read(folder, translations, problems)
    milestone_records = milestones.read(folder, translations, problems)
    event_records = events.read(folder, translations, problems)
    page_records = pages.read(folder, translations, problems)
    topic_records, article_records = articles.read(folder, translations, problems)
    programme_records = programmes.read(folder, translations, problems)
    phrases = {language: content["phrases"] for language, content in translations.items()}
    try:
        # Messages of validators, and the columns without a language, must not depend on who runs this.
        with override(ENGLISH), transaction.atomic(), step.paused():
            if network_record and (another := network.name_of_another(network_record.key)):
                raise NotLoaded(
                    f"This database holds the network “{another}”: load “{network_record.key}” into an empty one. "
                    "If it is the same network under a new name, change the name in the admin first."
                )
            before = []  # one reading of everything, made where anything is about to change
            ledger = Ledger(force=force, before_first_write=lambda: before.append(trail.Everything()))
            # What is sound is stored even if something else is broken, to find every problem in one run.
            if network_record:
                network.store(network_record, ledger, problems)
            universities.store(university_records, ledger, problems)
            agreements.store(agreement_records, ledger, problems)
            governance.store(group_records, presidency_records, ledger, problems)
            milestones.store(milestone_records, ledger, problems)
            events.store(event_records, ledger, problems)
            pages.store(page_records, ledger, problems)
            programmes.store(programme_records, phrases, ledger, problems)
            articles.store(topic_records, article_records, ledger, problems)
            if problems:
                raise NotLoaded(str(problems))
            ledger.save()
            for everything in before:
                everything.record(entry=TrailEntry.Entry.IMPORT)
            bring_into_step(translations, has_written=bool(before))
    except DatabaseError as error:
        reason = str(error).strip().splitlines()[0]
        raise NotLoaded(f"The database refuses: {reason}. Is it migrated (manage.py migrate)?") from None
    return ledger

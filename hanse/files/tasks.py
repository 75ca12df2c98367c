"""The work on files that workers do."""

from django_tasks import task

from hanse.files.trash import empty_trash, find_orphans


@task
def tidy_files() -> int:
    """Empty the trash of what is older than 30 days, and put bytes without a row into it; returns how much went."""
    gone = empty_trash()
    find_orphans()
    return gone

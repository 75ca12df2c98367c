"""Asking a worker to carry on with an import."""

from django.utils.module_loading import import_string


def enqueue(file_id: int) -> None:
    """Have a worker carry on with an import; part of the caller's transaction."""
    # By name, because the task stands on the actions that ask for it.
    import_string("hanse.imports.tasks.carry_on_import").enqueue(file_id)

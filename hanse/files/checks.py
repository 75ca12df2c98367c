"""Do rows and bytes agree?"""

from collections.abc import Iterator

from hanse.files.store import store
from hanse.files.trash import known_keys, unreadable_files


def wrong_files() -> Iterator[str]:
    """Yield a sentence for every file without bytes, and for bytes that neither a row nor the trash knows."""
    for file in unreadable_files():
        yield f"File {file.pk} ({file.name}): its content {file.key} is not in the store."
    for key, _changed in store().listed():
        if not known_keys({key}):
            yield f"The store holds {key}, which belongs to no file; it is removed 30 days after the next tidying."

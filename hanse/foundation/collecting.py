"""Python's garbage collector while thousands of rows are worked through."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_USUAL = gc.get_threshold()
# Looked at so often, the objects of the whole program cost a quarter of the time of an import.
_RARE = (50_000, 20, 50)


@contextmanager
def rare_collections() -> Iterator[None]:
    """Look for garbage more rarely, and not among what is there already; rows free themselves, they form no circles."""
    if gc.get_threshold() == _RARE:
        # Another import of this process does it already; whoever ends first restores it, which does no harm.
        yield
        return
    gc.freeze()
    gc.set_threshold(*_RARE)
    try:
        yield
    finally:
        gc.set_threshold(*_USUAL)
        gc.unfreeze()

"""What machines declare of their API."""

from hanse.api.rooms import ApiRoom
from hanse.api.v1.owned import Owned, Words
from tests.room.machines.room import MACHINES as ROOM

WORDS = Words(
    one="machine",
    many="machines",
    sample={
        "company": 2,
        "name": "Press",
        "serial": "P-100",
        "price": 1200,
        "in_use": True,
        "custom": {"4": "yes"},
    },
    change={"price": 900, "in_use": False},
    new=("company", "name", "serial"),
)
MACHINES = ApiRoom(ROOM, Owned(ROOM, WORDS).router, label="name")

"""Follow-ups: what every record of a company answers. Done, reopened, put off and handed over are changes of their fields."""

from hanse.api.rooms import ApiRoom
from hanse.api.v1.owned import Owned, Words
from hanse.followups.room import FOLLOW_UPS as ROOM

WORDS = Words(
    one="follow-up",
    many="follow-ups",
    sample={
        "company": 2,
        "contact": None,
        "text": "Send the offer",
        "due_on": "2026-11-27",
        "due_time": "09:30",
        "person": "user1",
        "done": False,
    },
    change={"done": True},
    new=("company", "text", "due_on", "person"),
)
FOLLOW_UPS = ApiRoom(ROOM, Owned(ROOM, WORDS).router, label="text")

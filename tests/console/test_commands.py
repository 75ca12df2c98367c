"""What operators do: users, tokens, visibility, mail, each through the same actions as the pages."""

import io

import pytest

from hanse.accounts.models import Token, User
from hanse.accounts.tokens import find_token
from hanse.console.main import main
from hanse.journal.models import Change
from hanse.mail.models import OutgoingMail
from hanse.mail.outbox import send
from hanse.setup.models import VisibilityEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def say(monkeypatch, capsys):
    """Run a command and return its exit code, output and errors."""

    def run(*words: str, text: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(text))
        code = main(list(words))
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_a_user_is_made_with_a_password_from_standard_input(say, cast):
    code, out, _ = say(
        "user", "carla", "--name", "Carla Ruiz", "--email", "carla@example.com", "--profile", "manager",
        "--company", "Customer #A", "--password-stdin", text="correct horse battery\n",
    )  # fmt: skip

    carla = User.objects.get(username="carla")
    assert (code, out) == (0, "The user carla is made.\n")
    assert (carla.full_name, carla.profile.name, carla.company) == ("Carla Ruiz", "Manager", cast.customer_a)
    assert carla.check_password("correct horse battery")
    assert not carla.is_superadmin


def test_of_a_user_only_what_is_given_changes(say, cast):
    code, _, _ = say("user", "USER1", "--superadmin", "--company", str(cast.customer_b.pk))

    user1 = User.objects.get(username="user1")
    assert code == 0
    assert (user1.is_superadmin, user1.company, user1.full_name) == (True, cast.customer_b, "User1")
    told = Change.objects.filter(kind="user", record_id=user1.pk).latest("id")
    assert (told.door, told.by_id, set(told.fields)) == ("console", None, {"is_superadmin", "company"})


def test_the_companies_of_a_user_follow_him(say, cast):
    say("user", "user1", "--company", "")

    cast.customer_a.refresh_from_db()
    assert cast.customer_a.owner_company is None


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("user", "no blanks"), "username"),
        (("user", "x", "--profile", "King"), "There is no profile “King”"),
        (("user", "x", "--company", "Nobody Ltd"), "There is no company"),
        (("user", "x", "--email", "x"), "not an e-mail address"),
        (("token", "nobody"), "There is no user “nobody”"),
        (("token", "user1", "--days", "0"), "days"),
        (("visibility", "hide", "kitchen"), "crm, companies"),
        (("visibility", "hide", "crm", "--profile", "King"), "There is no profile"),
        (("mail", "send", "--again", "99"), "no mail with the number 99"),
    ],
)
def test_what_cannot_be_is_refused_in_words(say, cast, words, part):
    code, out, err = say(*words)

    assert (code, out) == (2, "")
    assert part in err


def test_a_weak_password_makes_no_user(say):
    code, _, err = say("user", "carla", "--password-stdin", text="12345678\n")

    assert (code, User.objects.count()) == (2, 0)
    assert "password" in err


def test_a_user_without_password_is_told_how_to_get_one(say):
    _, out, _ = say("user", "carla")

    assert "hanse user carla --password-stdin" in out


def test_a_token_is_printed_alone_and_works(say, cast):
    code, out, err = say("token", "user1", "--name", "Reports", "--read-only", "--days", "3")

    token = Token.objects.get()
    assert (code, err, out.count("\n")) == (0, "", 1)
    assert find_token(out.strip()) == token
    assert (token.name, token.read_only) == ("Reports", True)


def test_visibility_is_listed_hidden_and_shown(say):
    assert say("visibility", "list")[1] == "crm is hidden from everyone but superadmins\n"
    assert say("visibility", "show", "crm")[1] == "No section is hidden.\n"
    assert say("visibility", "hide", "leads", "--profile", "reader")[1] == "leads is hidden from Reader\n"
    assert VisibilityEntry.objects.count() == 1


def test_one_round_of_mail_says_what_became_of_it(say, settings):
    settings.EMAIL_SERVER, settings.SAFE_MODE = None, "off"
    send(to="ada@example.com", subject="Hello", text="Hello")

    code, out, _ = say("mail", "send")

    assert code == 0
    assert "0 sent" in out
    assert "1 kept back: No mail server is set." in out


def test_mail_that_fails_is_listed_and_the_exit_code_says_so(say, settings, tmp_path):
    settings.EMAIL_SERVER = {"host": "127.0.0.1", "port": 9, "user": "", "password": "", "tls": "off"}
    settings.SAFE_MODE = "off"
    mail = send(to="ada@example.com", subject="Hello", text="Hello")
    OutgoingMail.objects.update(attempts=14)

    code, out, _ = say("mail", "send")

    assert code == 1
    assert f"number {mail.pk}: Hello" in out
    assert "cannot be reached" in out

"""`hanse serve` as real processes: starting, stopping in every way, and never sharing a port."""

import os
import re
import signal
import socket
import time
from pathlib import Path

import pytest
from django.db import connection

from tests.installation import Installation, answers, free_port, wait_for

WEB, WORKER = "spawn_main", "worker --child-of"


def start(installation: Installation, port: int, *words: str):
    """Start `hanse serve` and wait until it answers."""
    process = installation.start("serve", "--port", str(port), *words)
    wait_for(lambda: answers(port) == "ok" or process.poll() is not None)
    assert process.poll() is None, installation.errors()
    wait_for(lambda: any(WORKER in line for line in installation.processes().values()))
    wait_for(lambda: "Hanse is at" in installation.output())
    return process


def stop(process, number: int = signal.SIGTERM, patience: float = 15) -> int:
    process.send_signal(number)
    return process.wait(patience)


def memory(pids) -> float:
    """Return the proportional share of memory of these processes in MB."""
    rollups = [Path(f"/proc/{pid}/smaps_rollup").read_text() for pid in pids]
    return sum(int(re.search(r"^Pss:\s+(\d+)", text, re.MULTILINE)[1]) for text in rollups) / 1024


def test_it_prints_its_address_answers_and_stops_without_a_trace(installation):
    port = free_port()
    process = start(installation, port)

    assert f"http://localhost:{port}/" in installation.output()
    assert answers(port) == "ok"
    assert answers(port, "/login/")
    assert stop(process) == 0
    wait_for(lambda: not installation.processes(), 5)
    assert "Traceback" not in installation.errors()


def test_without_a_superadmin_it_prints_a_link_that_makes_the_first_one(installation):
    port = free_port()
    start(installation, port)

    path = re.search(rf"http://localhost:{port}(/first/\S+/)", installation.output())[1]

    assert "<form" in answers(port, path)


def test_with_a_superadmin_there_is_no_such_link(installation):
    installation.hanse("user", "boss", "--superadmin")
    start(installation, free_port())

    assert "/first/" not in installation.output()


def test_all_processes_together_need_little_memory(installation):
    port = free_port()
    start(installation, port)
    answers(port, "/login/")

    assert memory(installation.processes()) < 250


@pytest.mark.parametrize("tenth", range(12))
def test_a_stop_within_the_first_second_leaves_nothing_behind(installation, tenth):
    process = installation.start("serve", "--port", str(free_port()))
    time.sleep(0.05 + tenth * 0.085)

    process.send_signal(signal.SIGTERM)

    # Before the command listens to signals the system ends it, which is as clean.
    assert process.wait(15) in {0, -signal.SIGTERM}
    wait_for(lambda: not installation.processes(), 5)
    assert "Traceback" not in installation.errors()


@pytest.mark.parametrize("moment", [0.6, 1.0, 1.4, 3.0])
def test_ctrl_c_stops_everything_without_a_traceback(installation, moment):
    process = installation.start("serve", "--port", str(free_port()))
    time.sleep(moment)

    # A terminal sends it to the whole group.
    os.killpg(process.pid, signal.SIGINT)

    assert process.wait(15) in {0, 130, -signal.SIGINT}
    wait_for(lambda: not installation.processes(), 5)
    assert "Traceback" not in installation.errors()


def test_a_killed_web_process_is_replaced(installation):
    port = free_port()
    process = start(installation, port)

    for _again in range(3):
        victim = installation.pid_of(WEB)
        os.kill(victim, signal.SIGKILL)
        wait_for(lambda killed=victim: killed not in installation.processes() and answers(port) == "ok")

    assert stop(process) == 0
    wait_for(lambda: not installation.processes(), 5)


def test_a_killed_worker_is_replaced_and_its_job_done(installation, tmp_path):
    process = start(installation, free_port())
    done = tmp_path / "done"
    installation.python(f"from tests.jobs.deeds import take_long; take_long.enqueue({str(done)!r}, 1)")
    wait_for(done.exists)

    os.kill(installation.pid_of(WORKER), signal.SIGKILL)

    wait_for(lambda: "ended" in done.read_text())
    assert done.read_text().count("began") == 2
    assert stop(process) == 0
    wait_for(lambda: not installation.processes(), 5)


def test_when_the_main_process_is_killed_all_go_with_it_and_it_starts_again(installation):
    port = free_port()
    for _again in range(2):
        process = start(installation, port)
        process.kill()
        process.wait()

        wait_for(lambda: not installation.processes(), 5)
        assert answers(port) == ""

    assert stop(start(installation, port)) == 0


def test_a_second_server_is_refused_a_port_in_use_and_the_first_goes_on(installation):
    port = free_port()
    start(installation, port)

    second = installation.hanse("serve", "--port", str(port))

    assert second.returncode == 2
    assert f"Port {port} on 127.0.0.1 is in use" in second.stderr
    assert "--port" in second.stderr
    assert answers(port) == "ok"


def test_of_two_servers_started_at_once_one_gets_the_port(installation):
    port = free_port()
    first, second = (installation.start("serve", "--port", str(port)) for _ in range(2))

    loser = wait_for(
        lambda: first if first.poll() is not None else second if second.poll() is not None else None
    )

    assert loser.returncode == 2
    assert sum(WEB in line for line in installation.processes().values()) == 1
    wait_for(lambda: answers(port) == "ok")


def test_a_port_that_another_program_uses_is_refused(installation):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        done = installation.hanse("serve", "--port", str(other.getsockname()[1]))

    assert done.returncode == 2
    assert "in use by another program" in done.stderr


@pytest.mark.parametrize("words", [("--port", "0"), ("--port", "eighty"), ("--host", "no.such.host.example")])
def test_an_address_that_cannot_be_is_refused_in_words(installation, words):
    done = installation.hanse("serve", *words)

    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert done.stderr


def test_an_open_connection_does_not_hold_up_the_stop(installation):
    port = free_port()
    process = start(installation, port)

    with socket.create_connection(("127.0.0.1", port)) as kept:
        kept.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert kept.recv(1000)
        assert stop(process) == 0


def test_many_slow_clients_do_not_keep_others_out(installation):
    port = free_port()
    start(installation, port)
    slow = [socket.create_connection(("127.0.0.1", port)) for _ in range(200)]
    for client in slow:
        client.sendall(b"GET /healthz HTTP/1.1\r\nHost: local")

    assert answers(port) == "ok"

    for client in slow:
        client.close()


def test_demo_logins_are_not_served_to_other_machines(installation):
    installation.hanse("demo")

    done = installation.hanse("serve", "--host", "0.0.0.0", "--port", str(free_port()))

    assert done.returncode == 2
    assert "HANSE_SAFE_MODE=demo" in done.stderr

    installation.settings["HANSE_SAFE_MODE"] = "demo"
    start(installation, free_port(), "--host", "0.0.0.0")


def test_the_first_start_makes_an_embedded_database_and_asks_for_it_elsewhere(bare_installation):
    if connection.vendor == "sqlite":
        start(bare_installation, free_port())
        return

    done = bare_installation.hanse("serve", "--port", str(free_port()))

    assert done.returncode == 2
    assert "hanse migrate" in done.stderr


def test_pages_alone_run_no_jobs_and_need_a_prepared_database(installation, bare_installation):
    port = free_port()
    process = installation.start("web", "--port", str(port))
    wait_for(lambda: answers(port) == "ok")

    assert not any(WORKER in line for line in installation.processes().values())
    assert stop(process) == 0
    assert bare_installation.hanse("web", "--port", str(port)).returncode == 2


def test_a_web_process_that_cannot_start_ends_the_server_in_words(installation):
    installation.settings["DJANGO_SETTINGS_MODULE"] = "tests.serve.broken_settings"
    process = installation.start("serve", "--port", str(free_port()))

    assert process.wait(60) == 2
    assert "The web process ended again and again" in installation.errors()
    wait_for(lambda: not installation.processes(), 5)

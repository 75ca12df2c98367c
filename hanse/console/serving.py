"""
Running the server: granian with its web process in front, the worker kept alive beside it.

Every process ends with the main one, however that ends; no two servers ever share a port.
"""

import errno
import logging
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from multiprocessing import resource_tracker

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels

from hanse.console.parenthood import die_with_parent
from hanse.foundation.errors import Refused

logger = logging.getLogger(__name__)

APPLICATION = "hanse.config.wsgi:application"
KILL_AFTER = 10
PATIENCE_WITH_PORT = 1.5
# So many unexpected ends of the web process within a minute, and it is not started again.
MOST_CRASHES = 5


class Stop:
    """Remembers that somebody asked to stop before the server could listen to signals itself."""

    def __init__(self) -> None:
        self.asked = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._note)

    def _note(self, *_: object) -> None:
        self.asked = True


class Port:
    """An address that is ours: nobody listens there, and no other Hanse is about to."""

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = _resolved(host, port), port
        self._mutex = self._claimed()

    def _claimed(self) -> socket.socket | None:
        end = time.monotonic() + PATIENCE_WITH_PORT
        while True:
            try:
                return self._try()
            except OSError as error:
                # A server that was just killed may need a moment to let go.
                if error.errno != errno.EADDRINUSE or time.monotonic() > end:
                    raise Refused(self._sentence(error)) from error
                time.sleep(0.1)

    def _try(self) -> socket.socket | None:
        mutex = None
        if sys.platform == "linux":
            # Granian's processes share a port on purpose (SO_REUSEPORT), so a second server could slip in before the
            # first one listens. A name in the abstract namespace is exclusive and goes with its process.
            mutex = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            mutex.bind(f"\0hanse-port-{self.host}-{self.port}")
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((self.host, self.port))
        return mutex

    def _sentence(self, error: OSError) -> str:
        where = f"Port {self.port} on {self.host}"
        if error.errno == errno.EADDRINUSE:
            return (
                f"{where} is in use by another program. Stop that one, or choose another port with --port "
                "(or HANSE_PORT)."
            )
        if error.errno == errno.EACCES:
            return f"{where} may not be used by this user. Choose a port from 1024 on with --port (or HANSE_PORT)."
        return (
            f"{where} cannot be used: {error.strerror}. Check --host and --port (or HANSE_HOST, HANSE_PORT)."
        )


def _resolved(host: str, port: int) -> str:
    try:
        return str(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][4][0])
    except (OSError, UnicodeError) as error:
        raise Refused(f"“{host}” is not an address of this machine. Check --host (or HANSE_HOST).") from error


class Keeper:
    """Starts a child process and starts it again whenever it ends, from one thread that lives as long as the child."""

    def __init__(self, arguments: list[str], name: str) -> None:
        self._arguments, self._name = arguments, name
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._process: subprocess.Popen | None = None
        # The kernel ends the child when the thread that started it ends, so this must be one thread for good.
        self._thread = threading.Thread(target=self._keep, name=f"keeper-{name}", daemon=True)

    def start(self) -> None:
        """Start the child."""
        self._thread.start()

    def ask_to_stop(self) -> None:
        """Tell the child to stop, without waiting for it."""
        with self._lock:
            self._stopping.set()
            if self._process and self._process.poll() is None:
                self._process.terminate()

    def stop(self) -> None:
        """Tell the child to stop, wait for it, and end it by force when it does not."""
        self.ask_to_stop()
        self._thread.join(KILL_AFTER)
        if self._thread.is_alive() and self._process:
            logger.warning("The %s did not stop in time and is ended by force.", self._name)
            self._process.kill()
            self._thread.join()

    def _keep(self) -> None:
        pause = 0.2
        while True:
            with self._lock:
                if self._stopping.is_set():
                    return
                self._process = subprocess.Popen(self._arguments, process_group=0, stdin=subprocess.DEVNULL)
            began = time.monotonic()
            code = self._process.wait()
            if self._stopping.is_set():
                return
            logger.error("The %s ended unexpectedly (code %s) and is started again.", self._name, code)
            pause = 0.2 if time.monotonic() - began > 30 else min(10.0, pause * 2)
            self._stopping.wait(pause)


class Server(Granian):  # type: ignore[misc, valid-type]  # a class chosen when granian is imported
    """Granian, as we want it: quiet, patient with crashes, deaf to the terminal's Ctrl-C in its children."""

    def __init__(
        self, port: Port, *, processes: int, threads: int, stop: Stop, on_stop: Callable[[], None]
    ) -> None:
        super().__init__(
            APPLICATION,
            address=port.host,
            port=port.port,
            interface=Interfaces.WSGI,
            workers=processes,
            blocking_threads=threads,
            http=HTTPModes.http1,
            websockets=False,
            log_level=LogLevels.error,
            log_dictconfig=_log_to_stderr(),
            respawn_failed_workers=True,
            workers_kill_timeout=KILL_AFTER,
        )
        self._on_stop = on_stop
        self._crashes: list[float] = []
        # Signals that came before granian listened to them.
        self.on_startup(lambda: self.signal_handler_interrupt() if stop.asked else None)

    def _spawn_worker(self, idx, target, callback_loader):
        worker = super()._spawn_worker(idx, target, callback_loader)
        worker.inner.start = partial(_start_shielded, worker.inner.start)
        return worker

    def _respawn_workers(self, workers, spawn_target, target_loader, delay=0):
        super()._respawn_workers(workers, spawn_target, target_loader, delay)
        now = time.monotonic()
        self._crashes = [*(at for at in self._crashes if now - at < 60), now]
        if len(self._crashes) < MOST_CRASHES:
            # Granian gives up at the second crash within seconds.
            self.respawned_wrks.clear()

    def shutdown(self, exit_code=0):
        self._on_stop()
        super().shutdown(exit_code)


def _start_shielded(start: Callable[[], None]) -> None:
    """Start a child that does not hear Ctrl-C before it has left the terminal's process group."""
    # Started on the way to a first child, the tracker would let SIGINT through again.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        start()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def load_application(target: str, *, parent: int):
    """Load the WSGI application in the web process; the first thing of ours that runs there."""
    die_with_parent(parent, signal.SIGKILL)
    os.setpgrp()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    from granian._internal import load_target

    return load_target(target)


def _log_to_stderr() -> dict:
    return {
        "formatters": {
            "generic": {"()": "hanse.foundation.logs.JsonFormatter"},
            "access": {"format": "%(message)s"},
        },
        "handlers": {
            name: {"formatter": "generic", "class": "logging.StreamHandler", "stream": "ext://sys.stderr"}
            for name in ("console", "access")
        },
    }


def run(
    port: Port, *, stop: Stop, processes: int, threads: int, worker: bool, ready: Callable[[], None]
) -> int:
    """Serve until somebody asks to stop; `ready` is called once pages are answered. Returns the exit code."""
    # Forking beside the keeper's thread could hang for ever.
    multiprocessing.set_start_method("spawn")
    arguments = [sys.executable, "-m", "hanse.console.main", "worker", "--child-of", str(os.getpid())]
    keeper = Keeper(arguments, "worker")
    server = Server(port, processes=processes, threads=threads, stop=stop, on_stop=keeper.ask_to_stop)
    if worker:
        keeper.start()
    threading.Thread(target=_tell_when_up, args=(port, ready), daemon=True).start()
    try:
        server.serve(target_loader=partial(load_application, parent=os.getpid()))
    except SystemExit:
        raise Refused("The web process ended again and again; the log above says why. Hanse stops.") from None
    finally:
        if worker:
            keeper.stop()
    return 0


def _tell_when_up(port: Port, ready: Callable[[], None]) -> None:
    while True:
        try:
            socket.create_connection((_reachable(port.host), port.port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            ready()
            return


def _reachable(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104

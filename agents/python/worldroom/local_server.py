"""A server of one's own, for as long as a program runs."""

import os
import re
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

# Seconds for a server to end.
END_TIMEOUT = 30.0
# Nobody else uses it: nothing is kept, and one program may open rooms as fast as it likes.
OPTIONS = {
    "port": "0",
    "lock-step": "on",
    "data-folder": "none",
    "drain-seconds": "0",
    "log-level": "warn",
    "address-rate-scale": "0",
    "rooms-per-address": "0",
    "maximum-connections-per-address": "0",
    "maximum-rooms": "1000",
}


class LocalServer:
    """Runs the server of a checkout of Worldroom on a free port of this machine, until it is closed.

    The checkout is the one that this file is in, the one that `WORLDROOM_CHECKOUT` names, or `checkout`; its packages
    have to be installed (`npm start` does that once).
    """

    def __init__(self, *options: str, checkout: Path | str | None = None) -> None:
        """`options` are those of the server, such as `--pack`; they count more than its own."""
        root = Path(checkout or os.environ.get("WORLDROOM_CHECKOUT") or Path(__file__).resolve().parents[3])
        main = root / "server" / "main.ts"
        if not main.exists():
            raise FileNotFoundError(
                f"There is no Worldroom in {root}: set WORLDROOM_CHECKOUT, or give its folder as checkout."
            )
        own = [f"--{name}={value}" for name, value in OPTIONS.items() if not _is_given(name, options)]
        command = [str(root / "node_modules" / ".bin" / "node"), str(main), *own, *options]
        self._process = subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True)
        self.url = self._read_url()
        """Address of the lobby."""

    def process_seconds(self) -> float:
        """Processor time of the server since it was started, on Linux."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text(encoding="ascii").rpartition(") ")[2].split()
        # utime and stime, by proc(5), in clock ticks.
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def close(self) -> None:
        """Ends the server. Idempotent."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(END_TIMEOUT)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _read_url(self) -> str:
        for line in self._process.stdout or ():
            ready = re.match(r"Worldroom is ready: (\S+)", line)
            if ready is not None:
                return ready[1]
        status = self._process.wait()
        raise RuntimeError(f"The server ended with {status}; what it wrote above says why.")


def _is_given(name: str, options: Sequence[str]) -> bool:
    return any(option == f"--{name}" or option.startswith(f"--{name}=") for option in options)

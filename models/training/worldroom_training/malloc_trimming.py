"""How the process gets its memory."""

import ctypes


def keep_memory() -> None:
    """Tells glibc to keep freed memory: fresh pages for every large tensor cost a third of the time on a
    CPU."""
    try:
        mallopt = ctypes.CDLL("libc.so.6").mallopt
    except (OSError, AttributeError):
        return
    trim_threshold, mmap_threshold = -1, -3
    mallopt(mmap_threshold, 1 << 30)
    mallopt(trim_threshold, (1 << 31) - 1)

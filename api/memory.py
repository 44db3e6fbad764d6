"""How the process takes memory from the system."""

import ctypes
import gc

_ARENA_MAX = -8
_ARENAS = 2
_SELDOMER = 10


def share_arenas() -> bool:
    """Let all threads take memory from two arenas; whether the C library can be told.

    Packets of every size are kept for a minute and then let go, by a thread per camera. With an arena for
    each thread, which is glibc's way, the gaps between them add up to more than what is kept. Before threads.
    """
    tell = getattr(ctypes.CDLL(None), "mallopt", None)
    return tell is not None and tell(_ARENA_MAX, _ARENAS) == 1


def settle() -> None:
    """Leave what exists now out of the garbage collector's rounds; it lives as long as the process.

    Python's collector stops every thread while it looks through all objects, most of them the libraries'.
    That took a quarter of a second and came every second under many requests. Once, when all has started.
    What comes later and stays is looked through a tenth as often as Python would; what is young, as often.
    """
    gc.collect()
    gc.freeze()
    young, middle, old = gc.get_threshold()
    gc.set_threshold(young, middle, old * _SELDOMER)

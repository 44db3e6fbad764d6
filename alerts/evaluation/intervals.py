"""How far a measured share or rate may be from the true one. Pure."""

from math import exp, sqrt

_Z = 1.96


def of_share(hits: int, trials: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share; (0, 1) where nothing was tried."""
    if not trials:
        return 0.0, 1.0
    share, unit = hits / trials, _Z * _Z / trials
    middle = (share + unit / 2) / (1 + unit)
    half = _Z / (1 + unit) * sqrt(share * (1 - share) / trials + unit / (4 * trials))
    return max(0.0, middle - half), min(1.0, middle + half)


def most_per_hour(count: int, hours: float) -> float:
    """The highest rate at which so few would still happen once in twenty times: an upper 95 % bound."""
    low, high = 0.0, 10.0 * count + 10
    for _ in range(60):
        mean = (low + high) / 2
        low, high = (mean, high) if _at_most(count, mean) > 0.05 else (low, mean)
    return high / hours


def _at_most(count: int, mean: float) -> float:
    """The probability that a Poisson count of this mean is `count` or less."""
    term = total = exp(-mean)
    for number in range(1, count + 1):
        term *= mean / number
        total += term
    return total

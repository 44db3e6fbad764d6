"""A made-up city to try the service at its real size: who is in it, and what happened there in a year.

Nobody and nothing in it exists. The same plan, seed and moment make the same rows. `build.make` writes them.
"""

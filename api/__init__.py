"""The web service, the command line, and the only composition root."""

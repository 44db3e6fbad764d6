"""Structured logs: for people on a terminal, JSON otherwise; no line carries a credential."""

import logging
import sys
from typing import TextIO

import structlog
from structlog.typing import EventDict, WrappedLogger

from ingest.redact import redact


def _redact(_logger: WrappedLogger, _name: str, line: EventDict) -> EventDict:
    return {key: redact(value) if isinstance(value, str) else value for key, value in line.items()}


def configure_logs(target: TextIO = sys.stderr) -> None:
    """Send every line to `target` from now on, the libraries' own where they need attention."""
    terminal = target.isatty()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _redact,
            structlog.dev.ConsoleRenderer()
            if terminal
            else structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.WriteLoggerFactory(target),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, stream=target)

"""Structured logs on stderr: for people on a terminal, JSON otherwise; no line carries a credential."""

import logging
import sys

import structlog
from structlog.typing import EventDict, WrappedLogger

from ingest.redact import redact


def _redact(_logger: WrappedLogger, _name: str, line: EventDict) -> EventDict:
    return {key: redact(value) if isinstance(value, str) else value for key, value in line.items()}


def configure_logs() -> None:
    terminal = sys.stderr.isatty()
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
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    # The libraries' own lines: only what needs attention.
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)

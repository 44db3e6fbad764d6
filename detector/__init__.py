"""From frames to boxes and tracks."""

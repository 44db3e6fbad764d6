"""From tracks to violations and their evidence."""

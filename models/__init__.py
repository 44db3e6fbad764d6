"""The nouns every other folder shares: value types, tables, errors, clock. Knows no video, web or YOLO."""

"""Renders kitchens with known violations: labelled pictures and clips with a ground-truth timeline."""

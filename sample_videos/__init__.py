"""Clips the project rendered itself, their ground truth, and a simulator that serves them as cameras."""

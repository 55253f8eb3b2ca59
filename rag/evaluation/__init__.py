"""Measuring answers and retrieval against questions whose evidence is known."""

"""Readers: question and hits into extracts."""

"""Indexes over passages: arrays and row numbers, never texts of documents."""

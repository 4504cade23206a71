"""Statements about learning: JSON in, values out. Knows nothing of courses."""

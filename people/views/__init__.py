"""The doors of people/: one module per question a visitor has."""

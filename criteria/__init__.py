"""What the official standards ask: catalogs, their grading methods, scenarios.

Pure: no database, no clock, no files but its own data, no screen.
"""

"""The three official grading methods as pure functions over exact decimals (design section 4)."""

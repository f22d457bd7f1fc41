"""What several screens share: the header's choices, signs, tables, charts, messages."""

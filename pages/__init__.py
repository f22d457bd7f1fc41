"""One thin file per screen: read, draw, send one command."""

"""Files in: read, map, prove, import in chunks, go on after a kill, revert. No sales word lives here."""

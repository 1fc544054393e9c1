"""People, accounts and places that files name, a chunk at a time. Whoever calls has checked the permission."""

"""A backup is one ZIP file: `manifest.json`, the database as its engine writes it, and the folder of files."""

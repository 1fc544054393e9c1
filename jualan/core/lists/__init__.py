"""Lists of records: what a list can show (`spec`), what a person asked of it (`asked`), one page (`paging`), its cells."""

"""The index that search reads: FTS5 on SQLite, trigrams on PostgreSQL where its contrib package is there."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

_SQLITE = "CREATE VIRTUAL TABLE core_search USING fts5(text, tokenize='trigram')"
_POSTGRESQL = "CREATE INDEX core_searchentry_trigram ON core_searchentry USING gin (text gin_trgm_ops)"


def create(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    del apps
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(_SQLITE)
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm'")
        if cursor.fetchone():
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            cursor.execute(_POSTGRESQL)


def drop(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    del apps
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    schema_editor.execute("DROP TABLE IF EXISTS core_search" if is_sqlite else "DROP INDEX IF EXISTS core_searchentry_trigram")


class Migration(migrations.Migration):
    dependencies = [("core", "0002_initial")]
    operations = [migrations.RunPython(create, drop)]

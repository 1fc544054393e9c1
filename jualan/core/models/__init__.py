"""Tables of the kit: the life of a row, the workspace, audit, journal, imports, custom fields, views, search."""

from jualan.core.models.audit import AuditEntry, Batch, Move
from jualan.core.models.base import Editable, Record
from jualan.core.models.imports import (
    HeaderMapping,
    ImportBefore,
    ImportChunk,
    ImportedRecord,
    ImportRefusal,
    ImportRun,
)
from jualan.core.models.jobs import JobFailure, Schedule
from jualan.core.models.screens import FieldDefinition, SavedView
from jualan.core.models.search import SearchDirty, SearchEntry
from jualan.core.models.workspace import ClosedDay, ExchangeRate, Workspace

__all__ = [
    "AuditEntry",
    "Batch",
    "ClosedDay",
    "Editable",
    "ExchangeRate",
    "FieldDefinition",
    "HeaderMapping",
    "ImportBefore",
    "ImportChunk",
    "ImportRefusal",
    "ImportRun",
    "ImportedRecord",
    "JobFailure",
    "Move",
    "Record",
    "SavedView",
    "Schedule",
    "SearchDirty",
    "SearchEntry",
    "Workspace",
]

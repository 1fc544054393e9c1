"""Addresses of home: Today, search, saved views, bulk edits and their undo."""

from django.urls import URLPattern, path

from jualan.home import import_set_views, import_views, setup_views, start_views, views

app_name = "home"
urlpatterns: list[URLPattern] = [
    path("", views.today, name="today"),
    path("booked/", views.booked, name="booked"),
    path("search/", views.search, name="search"),
    path("bulk/<slug:kind>/", views.bulk, name="bulk"),
    path("batches/<int:pk>/undo/", views.batch_undo, name="batch-undo"),
    path("views/<slug:kind>/", views.view_create, name="view-create"),
    path("views/<int:pk>/delete/", views.view_delete, name="view-delete"),
    path("import/", import_views.import_list, name="import-list"),
    path("import/new/", import_views.import_create, name="import-create"),
    path("import/together/", import_set_views.import_drop, name="import-drop"),
    path("import/together/<int:pk>/", import_set_views.import_set, name="import-set"),
    path("import/together/<int:pk>/check/", import_set_views.import_set_check, name="import-set-check"),
    path("import/together/<int:pk>/start/", import_set_views.import_set_start, name="import-set-start"),
    path("import/together/<int:pk>/<int:run>/kind/", import_set_views.import_set_kind, name="import-set-kind"),
    path("import/together/<int:pk>/<int:run>/leave/", import_set_views.import_set_leave, name="import-set-leave"),
    path("import/<int:pk>/", import_views.import_detail, name="import-detail"),
    path("import/<int:pk>/tables/", import_views.import_tables, name="import-tables"),
    path("import/<int:pk>/columns/", import_views.import_map, name="import-map"),
    path("import/<int:pk>/check/", import_views.import_trial, name="import-trial"),
    path("import/<int:pk>/start/", import_views.import_start, name="import-start"),
    path("import/<int:pk>/refused/", import_views.import_refused, name="import-refused"),
    path("import/<int:pk>/revert/", import_views.import_revert, name="import-revert"),
    path("start/", start_views.start_page, name="start"),
    path("start/<slug:code>/", start_views.start_page, name="start"),
    path("start/<slug:code>/skip/", start_views.start_skip, name="start-skip"),
    path("found/", start_views.found_page, name="found"),
    path("logo/", start_views.logo, name="logo"),
    path("business/set-up/", setup_views.workspace_edit, name="workspace-edit"),
    path("fields/", setup_views.field_list, name="field-list"),
    path("fields/<int:pk>/retire/", setup_views.field_retire, name="field-retire"),
    path("fields/<slug:kind>/<int:pk>/", setup_views.custom_edit, name="custom-edit"),
    path("fields/<slug:kind>/<int:pk>/values/", setup_views.custom_values, name="custom-values"),
    path("backups/", setup_views.backup_list, name="backup-list"),
    path("backups/new/", setup_views.backup_create, name="backup-create"),
    path("backups/<str:name>/file/", setup_views.backup_file, name="backup-file"),
    path("backups/<str:name>/restore/", setup_views.backup_restore, name="backup-restore"),
    path("trash/", setup_views.trash_list, name="trash-list"),
    path("trash/<slug:kind>/<int:pk>/restore/", setup_views.trash_restore, name="trash-restore"),
    path("audit/", setup_views.audit_list, name="audit-list"),
]

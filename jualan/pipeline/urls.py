"""Addresses of pipeline."""

from django.urls import URLPattern, path

from jualan.pipeline import views

app_name = "pipeline"
urlpatterns: list[URLPattern] = [
    path("", views.opportunity_board, name="opportunity-board"),
    path("list/", views.opportunity_list, name="opportunity-list"),
    path("new/", views.opportunity_create, name="opportunity-create"),
    path("move/", views.opportunity_move, name="opportunity-move"),
    path("price/", views.opportunity_price, name="opportunity-price"),
    path("customers/", views.customer_search, name="customer-search"),
    path("account/<int:pk>/", views.account_deals, name="account-deals"),
    path("contact/<int:pk>/", views.contact_deals, name="contact-deals"),
    path("trash/", views.opportunity_trash_list, name="opportunity-trash-list"),
    path("<int:pk>/", views.opportunity_detail, name="opportunity-detail"),
    path("<int:pk>/edit/", views.opportunity_edit, name="opportunity-edit"),
    path("<int:pk>/facts/<slug:name>/", views.opportunity_fact, name="opportunity-fact"),
    path("<int:pk>/stage/<int:stage_pk>/", views.opportunity_stage, name="opportunity-stage"),
    path("<int:pk>/won/", views.opportunity_won, name="opportunity-won"),
    path("<int:pk>/lost/", views.opportunity_lost, name="opportunity-lost"),
    path("<int:pk>/reopen/", views.opportunity_reopen, name="opportunity-reopen"),
    path("<int:pk>/back/", views.opportunity_back, name="opportunity-back"),
    path("<int:pk>/criteria/<slug:code>/", views.opportunity_criterion, name="opportunity-criterion"),
    path("<int:pk>/use-price/", views.opportunity_use_price, name="opportunity-use-price"),
    path("<int:pk>/assign/", views.opportunity_assign, name="opportunity-assign"),
    path("<int:pk>/trash/", views.opportunity_trash, name="opportunity-trash"),
    path("<int:pk>/restore/", views.opportunity_restore, name="opportunity-restore"),
    path("setup/", views.setup, name="setup"),
    path("setup/pipelines/", views.pipeline_create, name="pipeline-create"),
    path("setup/pipelines/<int:pk>/", views.pipeline_rename, name="pipeline-rename"),
    path("setup/pipelines/<int:pk>/stages/", views.stage_create, name="stage-create"),
    path("setup/stages/<int:pk>/", views.stage_edit, name="stage-edit"),
    path("setup/stages/<int:pk>/up/", views.stage_shift, {"by": -1}, name="stage-up"),
    path("setup/stages/<int:pk>/down/", views.stage_shift, {"by": 1}, name="stage-down"),
]

"""Addresses of pipeline."""

from django.urls import URLPattern, path

from jualan.pipeline.views import board, customers, moves, opportunities, opportunity_form, setup

app_name = "pipeline"
urlpatterns: list[URLPattern] = [
    path("", board.opportunity_board, name="opportunity-board"),
    path("list/", opportunities.opportunity_list, name="opportunity-list"),
    path("new/", opportunity_form.opportunity_create, name="opportunity-create"),
    path("move/", board.opportunity_move, name="opportunity-move"),
    path("price/", opportunity_form.opportunity_price, name="opportunity-price"),
    path("customers/", opportunity_form.customer_search, name="customer-search"),
    path("account/<int:pk>/", customers.account_deals, name="account-deals"),
    path("contact/<int:pk>/", customers.contact_deals, name="contact-deals"),
    path("trash/", opportunities.opportunity_trash_list, name="opportunity-trash-list"),
    path("<int:pk>/", opportunities.opportunity_detail, name="opportunity-detail"),
    path("<int:pk>/edit/", opportunity_form.opportunity_edit, name="opportunity-edit"),
    path("<int:pk>/facts/<slug:name>/", opportunities.opportunity_fact, name="opportunity-fact"),
    path("<int:pk>/stage/<int:stage_pk>/", moves.opportunity_stage, name="opportunity-stage"),
    path("<int:pk>/won/", moves.opportunity_won, name="opportunity-won"),
    path("<int:pk>/lost/", moves.opportunity_lost, name="opportunity-lost"),
    path("<int:pk>/reopen/", moves.opportunity_reopen, name="opportunity-reopen"),
    path("<int:pk>/back/", moves.opportunity_back, name="opportunity-back"),
    path("<int:pk>/criteria/<slug:code>/", opportunities.opportunity_criterion, name="opportunity-criterion"),
    path("<int:pk>/use-price/", opportunities.opportunity_use_price, name="opportunity-use-price"),
    path("<int:pk>/assign/", opportunities.opportunity_assign, name="opportunity-assign"),
    path("<int:pk>/trash/", opportunities.opportunity_trash, name="opportunity-trash"),
    path("<int:pk>/restore/", opportunities.opportunity_restore, name="opportunity-restore"),
    path("setup/", setup.setup, name="setup"),
    path("setup/pipelines/", setup.pipeline_create, name="pipeline-create"),
    path("setup/pipelines/<int:pk>/", setup.pipeline_rename, name="pipeline-rename"),
    path("setup/pipelines/<int:pk>/stages/", setup.stage_create, name="stage-create"),
    path("setup/stages/<int:pk>/", setup.stage_edit, name="stage-edit"),
    path("setup/stages/<int:pk>/up/", setup.stage_shift, {"by": -1}, name="stage-up"),
    path("setup/stages/<int:pk>/down/", setup.stage_shift, {"by": 1}, name="stage-down"),
]

"""Addresses of the catalog."""

from django.urls import path

from jualan.catalog import views

app_name = "catalog"
urlpatterns = [
    path("", views.product_list, name="product-list"),
    path("new/", views.product_create, name="product-create"),
    path("<int:pk>/", views.product_detail, name="product-detail"),
    path("<int:pk>/edit/", views.product_edit, name="product-edit"),
    path("<int:pk>/price/", views.product_price, name="product-price"),
    path("<int:pk>/trash/", views.product_trash, name="product-trash"),
    path("<int:pk>/restore/", views.product_restore, name="product-restore"),
    path("prices/<int:pk>/remove/", views.price_remove, name="price-remove"),
    path("price-lists/", views.price_list_list, name="price-list-list"),
    path("price-lists/<int:pk>/", views.price_list_detail, name="price-list-detail"),
    path("tiers/new/", views.tier_create, name="tier-create"),
    path("tiers/<int:pk>/", views.tier_edit, name="tier-edit"),
]

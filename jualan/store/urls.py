"""Addresses of the store."""

from django.urls import path

from jualan.store import views

app_name = "store"
urlpatterns = [
    path("", views.order_list, name="order-list"),
    path("<int:pk>/", views.order_detail, name="order-detail"),
    path("of/<int:pk>/", views.account_orders, name="account-orders"),
    path("stock/<int:pk>/", views.product_stock, name="product-stock"),
    path("checkouts/", views.checkout_list, name="checkout-list"),
    path("checkouts/<int:pk>/", views.checkout_detail, name="checkout-detail"),
]

"""Every address of the product: one include an area."""

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path

from jualan.config.api import api
from jualan.core.styleguide import styleguide
from jualan.people import public_urls, public_views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("jualan.home.urls")),
    path("", include("jualan.people.urls")),
    path("account/", include("jualan.config.sign_in_urls")),
    path("invitation/", include("jualan.people.public_urls")),
    path("begin/<str:signature>/", public_views.begin, name="begin"),
    path("tablet/", include(public_urls.tablet)),
    path("demo/", include("jualan.demo.urls")),
    path("leads/", include("jualan.leads.urls")),
    path("sales/", include("jualan.pipeline.urls")),
    path("customers/", include("jualan.accounts.urls")),
    path("orders/", include("jualan.store.urls")),
    path("products/", include("jualan.catalog.urls")),
    path("steps/", include("jualan.activities.urls")),
    path("business/", include("jualan.metrics.urls")),
    path("api/v1/", api.urls),
    path("styleguide/", login_not_required(styleguide), name="styleguide"),
    path("styleguide/<slug:page>/", login_not_required(styleguide), name="styleguide-page"),
]

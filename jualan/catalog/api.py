"""Products over REST. Cost is there only for those who may see it."""

from typing import Any

from ninja import Field, Query, Router, Schema

from jualan.catalog import actions, queries
from jualan.catalog.models import Product
from jualan.catalog.policy import COST
from jualan.core.api import PROBLEMS, Listing, given, page_of
from jualan.people.middleware import PersonRequest
from jualan.people.policy import allowed

router = Router(tags=["products"])
_MOST = 10**15


class ProductIn(Schema):
    sku: str = Field("", max_length=120)
    name: str = Field(min_length=1, max_length=300)
    currency: str = Field(pattern=r"^[A-Z]{3}$")
    price_micro: int | None = Field(None, ge=0, le=_MOST)


class ProductChange(Schema):
    version: int
    sku: str = Field("", max_length=120)
    name: str = Field("", max_length=300)
    price_micro: int | None = Field(None, ge=0, le=_MOST)
    is_active: bool = True


class ProductOut(Schema):
    id: int
    sku: str
    name: str
    category: str | None
    currency: str
    price_micro: int | None
    cost_micro: int | None = None
    is_active: bool
    version: int

    @staticmethod
    def resolve_name(product: Product) -> str:
        return str(product.name)

    @staticmethod
    def resolve_category(product: Product) -> str | None:
        return str(product.category) if product.category else None

    @staticmethod
    def resolve_cost_micro(product: Product, context: dict[str, Any]) -> int | None:
        return product.cost_micro if allowed(context["request"].viewer, COST) else None


class ProductPage(Schema):
    items: list[ProductOut]
    next: int | None


@router.get("/products", response={200: ProductPage, **PROBLEMS}, summary="List products")
def list_products(request: PersonRequest, listing: Query[Listing]) -> dict[str, Any]:
    return page_of(queries.products(request.viewer), listing)


@router.post("/products", response={201: ProductOut, **PROBLEMS}, summary="Add a product")
def create_product(request: PersonRequest, payload: ProductIn) -> tuple[int, Product]:
    return 201, actions.add_product(payload.dict(), actor=request.viewer)


@router.get("/products/{pk}", response={200: ProductOut, **PROBLEMS}, summary="One product")
def get_product(request: PersonRequest, pk: int) -> Product:
    return queries.product_by_id(request.viewer, pk)


@router.patch("/products/{pk}", response={200: ProductOut, **PROBLEMS}, summary="Change a product")
def change_product(request: PersonRequest, pk: int, payload: ProductChange) -> Product:
    product = queries.product_by_id(request.viewer, pk)
    actions.change_product(product, given(payload), actor=request.viewer, version=payload.version)
    return product

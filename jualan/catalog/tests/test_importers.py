import pytest

from jualan.catalog.models import Category, Product, ProductAlias
from jualan.core.imports.stopped import WrongUse


def counts(outcome):
    tally = outcome.tally
    return tally.created, tally.updated, tally.unchanged, tally.refused_rows


def test_products_with_category_and_price(bring):
    text = "product,series,sales_price\nGTX Pro,GTX,4821\nMG Special,MG,55.5\n"

    assert counts(bring("products", text)) == (2, 0, 0, 0)
    assert counts(bring("products", text)) == (0, 0, 2, 0)
    assert list(Product.objects.values_list("name_key", "category__name_key", "price_micro", "currency")) == [
        ("gtx pro", "gtx", 4821000000, "MYR"),
        ("mg special", "mg", 55500000, "MYR"),
    ]


def test_a_later_file_changes_the_price(bring):
    bring("products", "sku,name,price\nA1,Cup,5\n")

    outcome = bring("products", "sku,price,cost\nA1,6,2\n", name="second.csv")

    assert counts(outcome) == (0, 1, 0, 0)
    assert list(Product.objects.values_list("price_micro", "cost_micro", "version")) == [(6000000, 2000000, 2)]


def test_an_empty_cell_erases_nothing(bring):
    bring("products", "sku,name,price\nA1,Cup,5\n")
    bring("products", "sku,name,price\nA1,Big cup,\n", name="second.csv")

    assert list(Product.objects.values_list("name_key", "price_micro")) == [("big cup", 5000000)]


def test_one_sku_twice_in_a_file_is_one_product(bring):
    text = "sku,name,price\nA1,Cup,5\nA1,Cup,6\n"

    assert counts(bring("products", text)) == (1, 0, 0, 0)
    assert Product.objects.get().price_micro == 6000000
    assert counts(bring("products", text)) == (0, 0, 1, 0)
    assert Product.objects.get().price_micro == 6000000


def test_a_price_below_nothing_is_refused(bring):
    outcome = bring("products", "sku,name,price\nA1,Cup,-5\n")

    assert [(row.column, row.value, row.reason) for row in outcome.refused] == [
        ("price", "-5000000", "amount_negative")
    ]
    assert not Product.objects.exists()


def test_unknown_columns_become_custom_fields(bring):
    bring("products", "sku,name,Warna Utama\nA1,Cup,merah\n")

    assert Product.objects.get().custom == {"warna_utama": "merah"}


SHOPIFY_OLD = (
    "Handle,Title,Body (HTML),Vendor,Type,Tags,Option1 Name,Option1 Value,Variant SKU,Variant Price,Cost per item,Image Src\n"
    "mug,Speckled Mug,<p>x</p>,Studio,Kitchen,,Colour,Red,MUG-R,25.00,9.50,a.jpg\n"
    "mug,,,,,,,Blue,MUG-B,26.00,9.50,\n"
    "mug,,,,,,,,,,,b.jpg\n"
    "tote,Tote Bag,,Studio,Bags,,Title,Default Title,TOTE-1,20.00,,c.jpg\n"
)


def test_shopify_variants_are_products_and_pictures_are_none(bring):
    outcome = bring("products", SHOPIFY_OLD)

    assert (outcome.format, outcome.system, counts(outcome)) == ("shopify", "shopify", (3, 0, 0, 0))
    assert list(Product.objects.order_by("pk").values_list("sku", "name_key", "price_micro")) == [
        ("MUG-R", "speckled mug - red", 25000000),
        ("MUG-B", "speckled mug - blue", 26000000),
        ("TOTE-1", "tote bag", 20000000),
    ]
    assert Category.objects.count() == 2
    assert counts(bring("products", SHOPIFY_OLD)) == (0, 0, 3, 0)


def test_shopify_in_its_new_layout(bring):
    text = (
        "Title,URL handle,Description,Vendor,Product category,Type,SKU,Option1 name,Option1 value,Price,Cost per item\n"
        "Speckled Mug,mug,,Studio,,Kitchen,MUG-R,Colour,Red,25.00,9.50\n"
        ",mug,,,,,MUG-B,,Blue,26.00,\n"
    )

    assert counts(bring("products", text)) == (2, 0, 0, 0)
    assert Product.objects.get(sku="MUG-B").name_key == "speckled mug - blue"


def test_an_alias_names_a_product_or_stops_everything(bring):
    bring("products", "name\nGTX Pro\n")

    bring("products", "name\nCup\n", name="second.csv", aliases=(("product", "GTXPro", "GTX Pro"),))
    with pytest.raises(WrongUse) as stopped:
        bring("products", "name\nPlate\n", name="third.csv", aliases=(("product", "X", "No such thing"),))

    assert ProductAlias.objects.get().name_key == "gtxpro"
    assert stopped.value.code == "alias_unknown"
    assert not Product.objects.filter(name_key="plate").exists()

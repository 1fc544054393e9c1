"""The columns that files of orders and checkouts have, and how Shopify writes both."""

from jualan.core.imports.mapping import Columns, FieldSpec, FieldType, FormatSpec, KindSpec

NUMBER = FieldSpec(
    "number", FieldType.ID,
    ("invoiceno", "invoicenumber", "ordernumber", "orderno", "orderid", "order", "invoice", "receiptnumber", "documentnumber",
     "nopesanan", "noinvois", "nopesananinvois", "id"),
    longest=120,
)  # fmt: skip
CUSTOMER = (
    FieldSpec("customer_external_id", FieldType.ID, ("customerid", "customernumber", "customercode", "buyerid", "idpelanggan")),
    FieldSpec("customer_name", synonyms=("customer", "customerfullname", "buyer", "buyername", "billingname", "clientname", "name",
                                         "namapelanggan", "pelanggan", "nama", "pembeli"),
              parts=(("billingfirstname", "customerfirstname", "firstname"), ("billinglastname", "customerlastname", "lastname"))),
    FieldSpec("email", FieldType.EMAIL, ("customeremail", "billingemail", "buyeremail", "emailaddress", "emel")),
    FieldSpec("phone", FieldType.PHONE, ("customerphone", "billingphone", "buyerphone", "phonenumber", "mobile", "telefon", "notelefon", "nophone")),
)  # fmt: skip
TOTAL = FieldSpec(
    "total",
    FieldType.MONEY,
    ("ordertotal", "grandtotal", "totalamount", "totalprice", "amount", "jumlah", "jumlahkeseluruhan"),
)
CURRENCY = FieldSpec("currency", FieldType.CURRENCY, ("currencycode", "ordercurrency", "matawang"))

_SHOPIFY_SIGNATURE = frozenset({"name", "financialstatus", "lineitemname", "lineitemprice"})
_SHOPIFY_BUYER = {
    "customer_name": Columns(("billingname", "shippingname")),
    "email": Columns(("email",)),
    "phone": Columns(("phone", "billingphone", "shippingphone")),
    "country": Columns(("shippingcountry", "billingcountry")),
}

SHOPIFY_ORDERS = FormatSpec(
    name="shopify",
    signatures=(_SHOPIFY_SIGNATURE,),
    columns={
        "number": Columns(("name",)),
        "placed_on": Columns(("createdat",)),
        **_SHOPIFY_BUYER,
        "ship_to": Columns(
            ("shippingname", "shippingstreet", "shippingcity", "shippingzip", "shippingprovince", "shippingcountry"),
            ", ",
        ),
        "channel": Columns(("source",)),
        "owner": Columns(("employee",)),
        "status": Columns(("financialstatus",)),
        "total": Columns(("total",)),
        "currency": Columns(("currency",)),
        "paid_on": Columns(("paidat",)),
        "tags": Columns(("tags",)),
        "sku": Columns(("lineitemsku",)),
        "title": Columns(("lineitemname",)),
        "quantity": Columns(("lineitemquantity",)),
        "unit_price": Columns(("lineitemprice",)),
        "discount": Columns(("discountamount",)),
        "tax": Columns(("taxes",)),
        "shipping": Columns(("shipping",)),
        "refunded": Columns(("refundedamount",)),
        "outstanding": Columns(("outstandingbalance",)),
        "terms": Columns(("paymenttermsname", "paymentterms")),
    },
)

ORDERS = KindSpec(
    kind="orders",
    record="order",
    model="jualan.store.models.Order",
    writer="jualan.store.importers.orders.OrderWriter",
    export="jualan.store.importers.exports.ORDERS_EXPORT",
    document="number",
    needs=("number",),
    keys=(("number",),),
    facts=("number", "placed_on", "state", "currency", "total_minor", "merchandise_minor", "received_minor", "refunded_minor"),
    formats=(SHOPIFY_ORDERS,),
    on_removal="jualan.store.importers.orders.announce_removal",
    fields=(
        NUMBER,
        FieldSpec("placed_on", FieldType.DATE, ("orderdate", "invoicedate", "createdat", "processedat", "dateplaced", "orderedat", "purchasedate",
                                                "transactiondate", "date", "placedat", "tarikh", "tarikhpesanan", "tarikhinvois")),
        *CUSTOMER,
        FieldSpec("country", synonyms=("billingcountry", "shippingcountry", "countrycode", "negara"), longest=60),
        FieldSpec("channel", synonyms=("saleschannel", "ordersource", "source", "marketplace", "saluran", "sumber"), longest=120),
        FieldSpec("owner", synonyms=("salesagent", "salesrep", "salesperson", "employee", "staff", "cashier", "pemilik", "wakiljualan", "jurujual")),
        FieldSpec("status", synonyms=("orderstatus", "financialstatus", "paymentstatus", "statuspesanan", "statusbayaran"), longest=64, keeps_word=True),
        TOTAL,
        CURRENCY,
        FieldSpec("paid_on", FieldType.DATE, ("paidat", "datepaid", "paymentdate", "paiddate", "tarikhbayar", "tarikhbayaran")),
        FieldSpec("tags", synonyms=("ordertags", "tag", "label"), longest=500),
        FieldSpec("sku", FieldType.ID, ("stockcode", "itemcode", "productcode", "productsku", "itemsku", "kod", "kodproduk"), longest=120),
        FieldSpec("title", synonyms=("description", "product", "productname", "item", "itemname", "producttitle", "produk", "namaproduk", "barang"),
                  alias="product"),
        FieldSpec("quantity", FieldType.QUANTITY, ("qty", "units", "itemquantity", "kuantiti", "bilangan")),
        FieldSpec("unit_price", FieldType.UNIT_PRICE, ("price", "itemprice", "unitcost", "rate", "hargaseunit", "harga")),
        FieldSpec("discount", FieldType.MONEY, ("discountamount", "orderdiscount", "totaldiscount", "carddiscount", "diskaun")),
        FieldSpec("tax", FieldType.MONEY, ("taxes", "taxamount", "totaltax", "sst", "gst", "vat", "cukai")),
        FieldSpec("shipping", FieldType.MONEY, ("shippingcost", "shippingamount", "shippingtotal", "shippingfee", "delivery", "freight", "penghantaran", "kosposta", "kospos")),
        FieldSpec("refunded", FieldType.MONEY, ("refundedamount", "refund", "refundamount", "totalrefunded", "bayaranbalik")),
        FieldSpec("outstanding", FieldType.MONEY, ("outstandingbalance", "balance", "balancedue", "amountdue", "bakitertunggak", "baki")),
        FieldSpec("terms", synonyms=("paymentterms", "paymenttermsname", "creditterms", "termabayaran"), longest=120),
        FieldSpec("ship_to", synonyms=("shippingaddress", "deliveryaddress", "alamatpenghantaran"), longest=600),
    ),
)  # fmt: skip

CHECKOUTS = KindSpec(
    kind="checkouts",
    record="checkout",
    model="jualan.store.models.Checkout",
    writer="jualan.store.importers.checkouts.CheckoutWriter",
    export="jualan.store.importers.exports.CHECKOUTS_EXPORT",
    document="number",
    needs=("number",),
    keys=(("number",),),
    facts=("number", "started_on", "recovered_on", "currency", "total_minor"),
    formats=(
        FormatSpec(
            name="shopify",
            signatures=(_SHOPIFY_SIGNATURE,),
            columns={
                "number": Columns(("name", "id")),
                "started_on": Columns(("createdat",)),
                **_SHOPIFY_BUYER,
                "total": Columns(("total",)),
                "currency": Columns(("currency",)),
            },
        ),
    ),
    fields=(
        NUMBER,
        FieldSpec("started_on", FieldType.DATE, ("createdat", "startedat", "date", "abandonedat", "checkoutdate", "tarikh")),
        *CUSTOMER,
        TOTAL,
        CURRENCY,
        FieldSpec("recovered_on", FieldType.DATE, ("recoveredat", "completedat", "daterecovered", "tarikhdipulihkan")),
        FieldSpec("country", synonyms=("billingcountry", "shippingcountry", "negara"), longest=60),
    ),
)  # fmt: skip

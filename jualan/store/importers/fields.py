"""The columns that files of orders and checkouts have, and how Shopify writes both."""

from jualan.core.imports.mapping import PHONE_WORDS, Columns, FieldSpec, FieldType, FormatSpec, KindSpec

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
    FieldSpec("phone", FieldType.PHONE, ("customerphone", "billingphone", "buyerphone", *PHONE_WORDS)),
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
        "ship_to_name": Columns(("shippingname",)),
        "ship_to_phone": Columns(("shippingphone",)),
        "staff": Columns(("employee",)),
        "location": Columns(("location",)),
        "payment_method": Columns(("paymentmethod",)),
        "fulfilment_status": Columns(("fulfillmentstatus",)),
        "due_on": Columns(("nextpaymentdueat",)),
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
        FieldSpec("owner", synonyms=("salesagent", "salesrep", "salesperson", "pemilik", "wakiljualan", "jurujual")),
        FieldSpec("staff", synonyms=("employee", "staffname", "cashier", "servedby", "juruwang", "kakitangan", "pekerja")),
        FieldSpec("location", synonyms=("locationname", "store", "branch", "outlet", "warehouse", "warehousename", "lokasi", "cawangan", "gudang", "kedai"), longest=120),
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
        FieldSpec("ship_to_name", synonyms=("shippingname", "receivername", "recipient", "recipientname", "consignee", "namapenerima", "penerima")),
        FieldSpec("ship_to_phone", synonyms=("shippingphone", "receiverphone", "recipientphone", "telefonpenerima", "notelefonpenerima"), longest=60),
        FieldSpec("payment_method", synonyms=("paymentmethods", "paymethod", "paymenttype", "paymentgateway", "paidby", "carabayaran", "kaedahbayaran"), longest=60),
        FieldSpec("fulfilment_status", synonyms=("fulfillmentstatus", "deliverystatus", "shippingstatus", "parcelstatus", "shipmentstatus", "statuspenghantaran", "statusparcel"),
                  longest=64, keeps_word=True),
        FieldSpec("delivered_on", FieldType.DATE, ("deliveredat", "deliveredtime", "deliverydate", "datedelivered", "tarikhterima", "tarikhdihantar", "tarikhserahan")),
        FieldSpec("due_on", FieldType.DATE, ("duedate", "paymentdue", "paymentdueon", "paymentduedate", "tarikhakhirbayaran", "tarikhmatang")),
        FieldSpec("platform_fee", FieldType.MONEY, ("platformfees", "marketplacefee", "commissionfee", "transactionfee", "yuranplatform", "fiplatform")),
        FieldSpec("seller_voucher", FieldType.MONEY, ("sellerdiscount", "shopvoucher", "vouchersponsoredbyseller", "baucarpenjual", "baucarkedai")),
        FieldSpec("platform_voucher", FieldType.MONEY, ("platformdiscount", "marketplacevoucher", "shopeevoucher", "lazadavoucher", "baucarplatform")),
    ),
)  # fmt: skip

STOCK = KindSpec(
    kind="stock",
    record="stock",
    model="jualan.store.models.StockLevel",
    writer="jualan.store.importers.stock.StockWriter",
    export="jualan.store.importers.exports.STOCK_EXPORT",
    needs=("sku",),
    keys=(("sku", "location", "as_of"),),
    facts=("product_id", "location_id", "as_of", "on_hand_milli", "incoming_milli", "expected_on"),
    on_removal="jualan.store.importers.stock.announce_removal",
    fields=(
        FieldSpec("sku", FieldType.ID, ("stockcode", "itemcode", "productcode", "productsku", "itemsku", "variantsku", "kod", "kodproduk"), longest=120),
        FieldSpec("location", synonyms=("locationname", "store", "branch", "outlet", "warehouse", "warehousename", "lokasi", "cawangan", "gudang", "kedai"), longest=120),
        FieldSpec("on_hand", FieldType.QUANTITY, ("onhandcurrent", "available", "quantity", "qty", "stock", "inventoryquantity", "instock", "balance", "baki", "bakistok", "stok", "kuantiti", "ada")),
        FieldSpec("incoming", FieldType.QUANTITY, ("incomingnoteditable", "onorder", "ontheway", "intransit", "akandatang", "dalamperjalanan", "dipesan")),
        FieldSpec("expected_on", FieldType.DATE, ("expected", "eta", "arrival", "arrivaldate", "expecteddate", "tarikhjangkaan", "jangkatiba")),
        FieldSpec("as_of", FieldType.DATE, ("date", "countedon", "stockdate", "asat", "tarikh", "tarikhkiraan", "setakat")),
    ),
)  # fmt: skip

PAYMENTS = KindSpec(
    kind="payments",
    record="store.payment",
    model="jualan.store.models.Payment",
    writer="jualan.store.importers.payments.PaymentWriter",
    export="jualan.store.importers.exports.PAYMENTS_EXPORT",
    needs=("order_number",),
    keys=(("order_number", "reference"), ("order_number", "paid_on", "amount", "method")),
    facts=("order_id", "paid_on", "amount_minor", "currency"),
    on_removal="jualan.store.importers.payments.announce_removal",
    fields=(
        FieldSpec("order_number", FieldType.ID, ("ordernumber", "orderno", "orderid", "order", "invoiceno", "invoicenumber", "nopesanan", "noinvois"), longest=120),
        FieldSpec("paid_on", FieldType.DATE, ("paidat", "paymentdate", "datepaid", "transactiondate", "date", "receivedon", "tarikhbayar", "tarikhbayaran", "tarikh")),
        FieldSpec("amount", FieldType.MONEY, ("amountpaid", "paidamount", "paymentamount", "paid", "received", "jumlah", "jumlahdibayar", "amaun")),
        FieldSpec("method", synonyms=("paymentmethod", "paymenttype", "gateway", "paidby", "carabayaran", "kaedahbayaran"), longest=60),
        FieldSpec("reference", FieldType.ID, ("paymentreference", "referenceno", "referencenumber", "transactionid", "paymentid", "receiptnumber", "rujukan", "norujukan", "noresit"), longest=120),
        FieldSpec("currency", FieldType.CURRENCY, ("currencycode", "paymentcurrency", "matawang")),
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

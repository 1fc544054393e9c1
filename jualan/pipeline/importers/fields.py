"""The columns that files of opportunities have."""

from jualan.core.imports.mapping import FieldSpec, FieldType, KindSpec

OPPORTUNITIES = KindSpec(
    kind="opportunities",
    record="opportunity",
    model="jualan.pipeline.models.Opportunity",
    writer="jualan.pipeline.importers.opportunities.OpportunityWriter",
    export="jualan.pipeline.importers.exports.OPPORTUNITIES_EXPORT",
    needs=("external_id", "name", "account", "contact"),
    keys=(("external_id",), ("lead_external_id or account", "name", "product", "opened_on", "closed_on", "amount")),
    facts=("amount_minor", "currency", "opened_on", "expected_close_on", "closed_on", "stage_kind"),
    fields=(
        FieldSpec("external_id", FieldType.ID, ("opportunityid", "dealid", "recordid", "id", "idpeluang")),
        FieldSpec("name", synonyms=("opportunityname", "dealname", "dealtitle", "title", "opportunity", "deal", "nama", "namapeluang", "peluang")),
        FieldSpec("account", synonyms=("accountname", "company", "companyname", "organization", "organisation", "organizationname", "customer",
                                       "client", "associatedcompany", "akaun", "pelanggan", "syarikat", "namasyarikat")),
        FieldSpec("contact", synonyms=("contactname", "contactperson", "person", "personname", "primarycontact", "associatedcontact", "kenalan")),
        FieldSpec("owner", synonyms=("salesagent", "agent", "opportunityowner", "dealowner", "ownername", "salesrep", "salesperson", "rep",
                                     "assignedto", "pemilik", "wakiljualan", "jurujual")),
        FieldSpec("product", synonyms=("productname", "item", "sku", "produk", "namaproduk"), alias="product"),
        FieldSpec("stage", synonyms=("dealstage", "opportunitystage", "stagename", "salesstage", "pipelinestage", "status", "peringkat"), longest=120),
        FieldSpec("amount", FieldType.MONEY, ("closevalue", "dealvalue", "value", "dealamount", "opportunityamount", "revenue", "nilai", "jumlah", "amaun")),
        FieldSpec("currency", FieldType.CURRENCY, ("currencycode", "dealcurrency", "matawang")),
        FieldSpec("source", synonyms=("leadsource", "opportunitysource", "originalsource", "sumber"), longest=120),
        FieldSpec("opened_on", FieldType.DATE, ("engagedate", "createdate", "createddate", "createdat", "datecreated", "dealcreated",
                                                "opendate", "openedat", "startdate", "tarikhdibuka", "tarikhmula")),
        FieldSpec("expected_close_on", FieldType.DATE, ("expectedclosedate", "expectedclose", "forecastclosedate", "duedate", "tarikhjangkaantutup")),
        FieldSpec("closed_on", FieldType.DATE, ("closedate", "closeddate", "closedat", "dateclosed", "enddate", "tarikhtutup")),
        FieldSpec("won_at", FieldType.DATE, ("wondate", "wontime", "datewon", "wonon", "tarikhmenang", "tarikhberjaya")),
        FieldSpec("lost_reason", synonyms=("lossreason", "closedlostreason", "reasonlost", "sebabkalah", "sebabtakjadi"), longest=120),
    ),
)  # fmt: skip

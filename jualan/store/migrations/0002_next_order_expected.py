import datetime as dt

from django.db import migrations, models


def fill(apps, schema_editor):
    """Work out the day for customers who have ordered three times or more."""
    statistics = apps.get_model("store", "CustomerStatistics")
    rows = list(statistics.objects.filter(orders__gte=3, usual_gap_days__isnull=False, last_order_on__isnull=False))
    for row in rows:
        row.expected_on = row.last_order_on + dt.timedelta(days=row.usual_gap_days)
    statistics.objects.bulk_update(rows, ["expected_on"], batch_size=1000)


class Migration(migrations.Migration):
    dependencies = [("store", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="customerstatistics",
            name="expected_on",
            field=models.DateField(db_index=True, null=True),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]

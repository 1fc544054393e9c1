"""What KPIs read: a question as asked (`asking`), deals, sales and leads as at a moment, dimensions, and the answer."""

"""The people of the demo, as the sign-in page lists them."""

PASSWORD = "allclear-demo"  # noqa: S105
PEOPLE = (
    ("priya@northwind.example", "Priya Nair", "Engineering manager", "Incident commander"),
    ("tom@northwind.example", "Tom Alvarez", "Payments engineer", "Responder"),
    ("ana@northwind.example", "Ana Ruiz", "Database engineer", "Responder"),
    ("mei@northwind.example", "Mei Chen", "Communications", "Communications lead"),
    ("elena@northwind.example", "Elena Marsh", "Director of engineering", "Manager"),
    ("kofi@northwind.example", "Kofi Mensah", "Compliance", "Auditor"),
)

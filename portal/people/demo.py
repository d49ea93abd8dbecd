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
# Who works there too: e-mail, name, title, group, zone.
COLLEAGUES = (
    ("rafael@northwind.example", "Rafael Costa", "Payments engineer", "Responder", "Europe/Lisbon"),
    ("jonas@northwind.example", "Jonas Weber", "Platform engineer", "Responder", "Europe/Berlin"),
    ("mina@northwind.example", "Mina Park", "Platform engineer", "Responder", "Asia/Seoul"),
    ("luis@northwind.example", "Luis Ortega", "Platform engineer", "Responder",
     "America/Los_Angeles"),
    ("grace@northwind.example", "Grace Lin", "Customer support", "Responder", "Europe/London"),
)  # fmt: skip

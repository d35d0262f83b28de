"""Words for what the log keeps to itself: it has no free text, so short descriptions are invented.

What is made here is always marked as synthetic. The same labels always give the same words.
"""

from gateway.imports.events import Event

MARK = "Synthetic text: the imported log keeps no words."

TOPICS = (
    "Liquid chromatograph", "Gas chromatograph", "Mass spectrometer", "Autosampler", "Titrator",
    "Column oven", "Diode array detector", "Chromatography data system", "Analytical balance",
    "Spectrophotometer", "pH meter", "Dissolution tester", "Moisture analyser", "Viscometer",
    "Refractometer", "Polarimeter", "Particle sizer", "Microplate reader", "Centrifuge",
    "Thermal analyser", "Ion chromatograph", "Nitrogen generator", "Vacuum pump", "Sample changer",
    "Freezer monitoring", "Incubator", "Sterility isolator", "Leak detector", "Water purifier",
    "Elemental analyser", "Infrared spectrometer", "X-ray diffractometer", "Rheometer",
    "Melting point apparatus", "Gel imager", "Fraction collector", "Fume extraction control",
    "Laboratory network", "Licence server", "Remote monitoring", "Electronic notebook",
)  # fmt: skip

PARTS = (
    "control software", "power supply", "network interface", "display", "sign-in",
    "report printing", "data export", "sensor", "firmware", "calibration", "backup", "licence",
    "touch panel", "cooling", "alarm output", "method library", "user accounts", "audit trail",
    "remote access", "barcode reader", "sample tray", "drive unit", "result archive",
    "e-mail alerts",
)  # fmt: skip

COMPLAINTS = (
    "stopped working after the last update", "shows an error since this morning", "reacts slowly",
    "fails now and then", "cannot be opened", "shows wrong values", "no longer responds",
    "asks for a password again and again", "freezes during start-up", "was never set up",
    "loses its settings overnight", "reports a fault without a code", "is not found",
    "switches itself off", "refuses the new licence", "does not reach the server",
    "gives different results on two benches", "stays on 'initialising'", "cannot be changed",
    "is blocked for new colleagues", "stopped during a run", "has to be moved to another site",
    "needs a replacement part", "warns of low capacity", "prints empty pages",
    "does not accept the new method", "is out of range", "beeps without a message",
)  # fmt: skip


def short_description(event: Event) -> str:
    """A line that sounds like a case, made of category, subcategory and symptom."""
    topic, part = _serial(event.category), _serial(event.subcategory)
    complaint = topic + part if event.symptom is None else _serial(event.symptom)
    return (
        f"{TOPICS[topic % len(TOPICS)]}, {PARTS[part % len(PARTS)]}: "
        f"{COMPLAINTS[complaint % len(COMPLAINTS)]}"
    )


def description(event: Event) -> str:
    """What the log does say, in the place where a customer's words would stand."""
    known = (event.category, event.subcategory, event.symptom, event.location)
    return f"{MARK} It says: {', '.join(label for label in known if label) or 'nothing'}."


def _serial(label: str | None) -> int:
    """The number that an anonymised label ends in; other labels count their letters."""
    if label is None:
        return 0
    digits = label.rpartition(" ")[2]
    return int(digits) if digits.isascii() and digits.isdigit() else sum(map(ord, label))

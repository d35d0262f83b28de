"""Invented people, companies and streets, and the real cities where they live."""

from typing import NamedTuple

from gateway.demo.draw import Draw, Weighted


class Place(NamedTuple):
    """A city, and what follows from it."""

    city: str
    state: str
    country: str  # ISO 3166-1 alpha-2
    timezone: str
    language: str  # ISO 639-1
    region: str
    prefix: str  # of telephone numbers


MADRID = Place("Madrid", "Madrid", "ES", "Europe/Madrid", "es", "EMEA", "+34 91")
SEVILLE = Place("Sevilla", "Andalucía", "ES", "Europe/Madrid", "es", "EMEA", "+34 95")
VALENCIA = Place("València", "Valencia", "ES", "Europe/Madrid", "es", "EMEA", "+34 96")
BOGOTA = Place("Bogotá", "Cundinamarca", "CO", "America/Bogota", "es", "Americas", "+57 60")
BRISBANE = Place("Brisbane", "QLD", "AU", "Australia/Brisbane", "en", "APAC", "+61 7")
SYDNEY = Place("Sydney", "NSW", "AU", "Australia/Sydney", "en", "APAC", "+61 2")
PERTH = Place("Perth", "WA", "AU", "Australia/Perth", "en", "APAC", "+61 8")
BERLIN = Place("Berlin", "Berlin", "DE", "Europe/Berlin", "de", "EMEA", "+49 30")
JENA = Place("Jena", "Thüringen", "DE", "Europe/Berlin", "de", "EMEA", "+49 36")
UPPSALA = Place("Uppsala", "Uppsala län", "SE", "Europe/Stockholm", "sv", "EMEA", "+46 18")
LEEDS = Place("Leeds", "West Yorkshire", "GB", "Europe/London", "en", "EMEA", "+44 11")
BOSTON = Place("Boston", "MA", "US", "America/New_York", "en", "Americas", "+1 61")
DENVER = Place("Denver", "CO", "US", "America/Denver", "en", "Americas", "+1 30")
UTRECHT = Place("Utrecht", "Utrecht", "NL", "Europe/Amsterdam", "nl", "EMEA", "+31 30")

SPANISH = Weighted((MADRID, 4), (SEVILLE, 2), (VALENCIA, 2), (BOGOTA, 3))
AUSTRALIAN = Weighted((BRISBANE, 3), (SYDNEY, 4), (PERTH, 2))
OTHERS = Weighted(
    (BERLIN, 3), (JENA, 2), (UPPSALA, 2), (LEEDS, 3), (BOSTON, 4), (DENVER, 2), (UTRECHT, 3)
)

FIRST = {
    "es": (
        "Lucía", "Andrés", "Carmen", "Javier", "Marta", "Sergio", "Elena", "Pablo", "Inés",
        "Rafael", "Pilar", "Hugo", "Nuria", "Diego", "Rocío", "Álvaro", "Teresa", "Iván",
        "Sofía", "Tomás",
    ),
    "de": (
        "Katrin", "Jonas", "Miriam", "Felix", "Annika", "Stefan", "Lena", "Matthias", "Frieda",
        "Henning", "Sabine", "Tobias", "Clara", "Uwe", "Johanna", "Moritz",
    ),
    "sv": (
        "Astrid", "Erik", "Linnea", "Oskar", "Maja", "Nils", "Ebba", "Gustav", "Sigrid", "Anton",
    ),
    "nl": (
        "Renske", "Daan", "Femke", "Sander", "Lotte", "Bram", "Marieke", "Joris", "Sanne", "Thijs",
    ),
    "en": (
        "Hannah", "Marcus", "Priya", "Oliver", "Grace", "Samuel", "Chloe", "Dev", "Naomi", "Liam",
        "Amara", "Callum", "Ruth", "Joseph", "Isla", "Patrick", "Mei", "Daniel", "Zoe", "Kofi",
        "Harriet", "Ravi", "Bridget", "Theo", "Yasmin", "Angus",
    ),
}  # fmt: skip

LAST = {
    "es": (
        "Ferrer", "Quintana", "Iglesias", "Romero", "Cabrera", "Navarro", "Vidal", "Ortega",
        "Salas", "Prieto", "Lozano", "Echeverri", "Marín", "Cuesta", "Herrero", "Beltrán",
        "Rueda", "Pardo",
    ),
    "de": (
        "Brandt", "Keller", "Vogt", "Lindemann", "Arnold", "Hartwig", "Seidel", "Kessler", "Thoma",
        "Reuter", "Falk", "Albrecht", "Winkler", "Behrens",
    ),
    "sv": ("Lindqvist", "Holm", "Sandberg", "Ekström", "Nyberg", "Dahl", "Forsberg", "Åkesson"),
    "nl": ("Okafor", "de Wit", "van Dijk", "Visser", "Mulder", "Bakker", "Hoekstra", "Smit"),
    "en": (
        "Adeyemi", "Whitfield", "Raman", "Carter", "Sinclair", "Nakamura", "Boyle", "Fletcher",
        "Osei", "Greenwood", "Marsh", "Delacroix", "Pryce", "Lowell", "Banerjee", "Tully",
        "Ashworth", "Mbeki", "Harrow", "Quinn", "Stone", "Pemberton", "Chowdhury", "Vance",
    ),
}  # fmt: skip

TITLES = (
    "Laboratory manager", "Quality engineer", "Head of analytics", "Metrologist", "Process chemist",
    "Validation lead", "Facility manager", "Research technician", "IT coordinator",
    "Principal scientist", "Purchasing officer",
)  # fmt: skip

COMPANY_STEMS = (
    "Harbor & Pine", "Ovalline", "Tessel", "Brightkeel", "Cobalt & Elm", "Monarda", "Halden",
    "Fernbrook", "Northlight", "Calder", "Vesterhav", "Quarrystone", "Amberfield", "Saltmarsh",
    "Tindall", "Redcedar", "Lumen & Lake", "Kestwick", "Orchard Row", "Blackwater",
    "Sierra Clara", "Torrealta", "Bahía Norte", "Coral Bay", "Wattle Creek", "Ironbark",
)  # fmt: skip

COMPANY_KINDS = (
    "Clinics", "Biologics", "Water", "Foods", "Energy", "Materials", "Pharma", "Diagnostics",
    "Chemicals", "Breweries", "Institute", "Textiles",
)  # fmt: skip

STREETS = (
    "Mill Lane", "Harbour Road", "Station Street", "Linden Avenue", "Foundry Row", "Garden Close",
    "Observatory Hill", "Canal Side", "Market Square", "Brewery Yard", "Chapel Walk", "Quay Street",
)  # fmt: skip


class Person(NamedTuple):
    """A name and how to write to it."""

    first: str
    last: str

    @property
    def mailbox(self) -> str:
        """The part of an address before the sign, in plain letters."""
        return plain(f"{self.first}.{self.last}")


def person(draw: Draw, language: str) -> Person:
    """Somebody whose name suits the language."""
    spoken = language if language in FIRST else "en"
    return Person(draw.pick(FIRST[spoken]), draw.pick(LAST[spoken]))


def company(index: int) -> str:
    """The name of the company with that number, from 0; unique for as many as there are."""
    stem = COMPANY_STEMS[index % len(COMPANY_STEMS)]
    kind = COMPANY_KINDS[(index * 5 + index // len(COMPANY_STEMS)) % len(COMPANY_KINDS)]
    turn = index // (len(COMPANY_STEMS) * len(COMPANY_KINDS))
    return f"{stem} {kind}" if turn == 0 else f"{stem} {kind} {turn + 1}"


def street(draw: Draw) -> str:
    """A street with its number."""
    return f"{draw.between(1, 240)} {draw.pick(STREETS)}"


def telephone(draw: Draw, place: Place) -> str:
    """A number that could be one."""
    return f"{place.prefix}{draw.between(1, 9)} 555 {draw.below(10_000):04}"


def plain(text: str) -> str:
    """Letters without their marks, and points for what lies between words."""
    marks = str.maketrans("áàâäåéèêëíìîïóòôöúùûüñçÁÅÉÖÓ", "aaaaaeeeeiiiioooouuuuncaaeoo")
    return "".join(c if c.isalnum() else "." for c in text.translate(marks).lower()).strip(".")


def domain(company: str) -> str:
    """An address on the network; nobody can ever own it."""
    return plain(company).replace("...", "-").replace(".", "-") + ".example"

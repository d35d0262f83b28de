"""What Aurelia Instruments makes: the twelve products of its catalogue, and their variants."""

from functools import cache
from typing import NamedTuple

from gateway.demo.draw import Draw, Weighted, zipf


class Product(NamedTuple):
    """A product of the catalogue."""

    name: str
    model: str
    category: str
    family: str  # of the stories that are told about it

    @property
    def at_home(self) -> bool:
        """Whether consumers buy it."""
        return self.family == "home"


CATALOGUE = (
    # The best sold first.
    Product("Kestrel 400 chromatograph", "AU-K400", "Chromatography",    "laboratory"),
    Product("Finch weather station",     "AU-F20",  "Home",              "home"),
    Product("Curlew data system",        "AU-CDS",  "Software",          "software"),
    Product("Osprey autosampler",        "AU-O96",  "Chromatography",    "laboratory"),
    Product("Robin digital microscope",  "AU-R5",   "Home",              "home"),
    Product("Heron mass spectrometer",   "AU-H9",   "Mass spectrometry", "laboratory"),
    Product("Plover analytical balance", "AU-P220", "Weighing",          "laboratory"),
    Product("Wren pool sensor",          "AU-W1",   "Home",              "home"),
    Product("Merlin spectrophotometer",  "AU-M650", "Spectroscopy",      "laboratory"),
    Product("Petrel remote monitor",     "AU-PRM",  "Software",          "software"),
    Product("Sandpiper titrator",        "AU-S40",  "Titration",         "laboratory"),
    Product("Siskin star finder",        "AU-S8",   "Home",              "home"),
)  # fmt: skip


def product(index: int) -> Product:
    """The product with that number, from 0: those after the catalogue are variants of it."""
    series, place = divmod(index, len(CATALOGUE))
    one = CATALOGUE[place]
    if series == 0:
        return one
    return one._replace(name=f"{one.name} {series + 1}", model=f"{one.model}-{series + 1}")


@cache
def choices(count: int, *, at_home: bool) -> Weighted[int]:
    """The numbers of the products that consumers buy, or of the others, by how well they sell."""
    return zipf([index for index in range(count) if product(index).at_home is at_home])


def serial(kind: Product, index: int) -> str:
    """The serial number of the asset with that number."""
    return f"{kind.model}-{Draw('serial', index).between(10_000, 99_999)}"

"""The ways by which customers and the enterprise reach each other."""

from enum import StrEnum

from gateway.database.fields import described


@described(
    WEB="The portal.",
    PHONE="A telephone call.",
    EMAIL="Electronic mail.",
    CHAT="A live chat.",
    SOCIAL="A social network.",
    API="A program that calls the gateway.",
)
class Channel(StrEnum):
    """How a customer gets in touch."""

    WEB = "WEB"
    PHONE = "PHONE"
    EMAIL = "EMAIL"
    CHAT = "CHAT"
    SOCIAL = "SOCIAL"
    API = "API"

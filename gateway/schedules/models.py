"""Schedules as rows: the hours of a week, exceptions, and calendars of holidays that they share."""

from datetime import date
from typing import Any

from tortoise import fields
from tortoise.models import Model

from gateway.database.fields import Instant, Recorded

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Schedule(Recorded):
    """When work is done: the hours of a week in a time zone, with holidays and exceptions."""

    id = fields.BigIntField(primary_key=True)
    name = fields.CharField(max_length=120, unique=True)
    description = fields.TextField(null=True)
    timezone = fields.CharField(max_length=64)  # IANA name
    always = fields.BooleanField(default=False)  # around the clock: nothing else of it counts
    active = fields.BooleanField(default=True)
    digest = fields.CharField(max_length=64, default="")  # of its hours; empty: never worked out

    class Meta:
        table = "schedules"


class ScheduleState(Model):
    """What a schedule says from the second after an instant on; written once, never changed."""

    id = fields.BigIntField(primary_key=True)
    schedule: fields.ForeignKeyRelation[Schedule] = fields.ForeignKeyField(
        "gateway.Schedule", related_name="states", on_delete=fields.RESTRICT
    )
    since = Instant()
    digest = fields.CharField(max_length=64)
    said: fields.JSONField[dict[str, Any]] = fields.JSONField()  # its timetable

    schedule_id: int

    class Meta:
        table = "schedule_states"
        indexes = (("schedule_id", "since"),)


class ScheduleEntry(Recorded):
    """Hours on some days of the week; they end on the next day where the end is not later."""

    id = fields.BigIntField(primary_key=True)
    schedule: fields.ForeignKeyRelation[Schedule] = fields.ForeignKeyField(
        "gateway.Schedule", related_name="entries", on_delete=fields.RESTRICT
    )
    monday = fields.BooleanField(default=False)
    tuesday = fields.BooleanField(default=False)
    wednesday = fields.BooleanField(default=False)
    thursday = fields.BooleanField(default=False)
    friday = fields.BooleanField(default=False)
    saturday = fields.BooleanField(default=False)
    sunday = fields.BooleanField(default=False)
    starts = fields.CharField(max_length=5)  # 09:00, as the clock on the wall shows it
    ends = fields.CharField(max_length=5)

    schedule_id: int

    class Meta:
        table = "schedule_entries"
        indexes = (("schedule_id", "starts"),)


class ScheduleException(Recorded):
    """A date on which a schedule is open or closed against its week, all day or for some hours."""

    id = fields.BigIntField(primary_key=True)
    schedule: fields.ForeignKeyRelation[Schedule] = fields.ForeignKeyField(
        "gateway.Schedule", related_name="exceptions", on_delete=fields.RESTRICT
    )
    day: date = fields.DateField()
    name = fields.CharField(max_length=120)
    open = fields.BooleanField(default=False)
    starts = fields.CharField(max_length=5, null=True)  # both empty: the whole day
    ends = fields.CharField(max_length=5, null=True)

    schedule_id: int

    class Meta:
        table = "schedule_exceptions"
        indexes = (("schedule_id", "day"),)


class HolidayCalendar(Recorded):
    """The holidays of a place, which several schedules may keep."""

    id = fields.BigIntField(primary_key=True)
    name = fields.CharField(max_length=120, unique=True)
    region = fields.CharField(max_length=80, null=True)  # where it is kept, in words
    active = fields.BooleanField(default=True)

    class Meta:
        table = "holiday_calendars"


class Holiday(Recorded):
    """A day off, all day or for some hours."""

    id = fields.BigIntField(primary_key=True)
    calendar: fields.ForeignKeyRelation[HolidayCalendar] = fields.ForeignKeyField(
        "gateway.HolidayCalendar", related_name="holidays", on_delete=fields.RESTRICT
    )
    day: date = fields.DateField()
    name = fields.CharField(max_length=120)
    starts = fields.CharField(max_length=5, null=True)  # both empty: the whole day
    ends = fields.CharField(max_length=5, null=True)

    calendar_id: int

    class Meta:
        table = "holidays"
        indexes = (("calendar_id", "day"),)


class ScheduleCalendar(Recorded):
    """That a schedule keeps the holidays of a calendar."""

    id = fields.BigIntField(primary_key=True)
    schedule: fields.ForeignKeyRelation[Schedule] = fields.ForeignKeyField(
        "gateway.Schedule", related_name="kept", on_delete=fields.RESTRICT
    )
    calendar: fields.ForeignKeyRelation[HolidayCalendar] = fields.ForeignKeyField(
        "gateway.HolidayCalendar", related_name="keepers", on_delete=fields.RESTRICT
    )

    schedule_id: int
    calendar_id: int

    class Meta:
        table = "schedule_calendars"
        unique_together = (("schedule", "calendar"),)
        indexes = (("calendar_id",),)

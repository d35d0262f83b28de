"""Schedules: when work is done, and what time it is in working hours.

timetable   what a schedule says, as plain values: hours of the week, days off, exceptions, a zone
painting    from that, the open and closed pieces of a stretch of days, each with its reason
worktime    arithmetic on these: measure, add, spans, and whether it is open now
"""

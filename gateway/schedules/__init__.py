"""Schedules: when work is done, and what time it is in working hours.

Arithmetic, which reads nothing and knows no rows:

timetable   what a schedule says, as plain values: hours of the week, days off, exceptions, a zone
painting    from that, the open and closed pieces of a stretch of days, each with its reason
worktime    arithmetic on these: measure, add, spans, and whether it is open now

Rows:

models      schedules, the hours of their weeks, exceptions, calendars of holidays
reading     from rows to a timetable and its arithmetic
policy      who may see and change them
schema      what clients see of them
reckoning   the arithmetic as a question that clients ask

What is done with them:

actions     all of it, in the order in which it is offered
schedule_actions, entry_actions, exception_actions, calendar_ties  schedules and their parts
holiday_actions, day_actions  calendars and the days in them
almanac     the public holidays of a country
writing     how hours and weeks are written, and what is wrong with them
settling    what follows from every change: nothing overlaps, something is left
states      what a schedule said at any time
"""

"""What changes is told to those who look at it, at once; and who else looks at the same case.

events       reads what was done after a cursor, in order, from the events that actions write
bells        reads whom new notifications are for
feed         the process's one look at them: wakes every open stream
wire         carries wake-ups between processes, where the database is PostgreSQL
sight        which of the records that changed this viewer may see, and whom he reads there
streams      one viewer's stream: the names of what has changed for him, and a cursor to resume at
presence     who is viewing or typing on a case: the table
arrivals     writes down that somebody is there, and forgets who is not
switchboard  the parts put together, for the process that serves
policy       who may see who is there
schema       `Case.presence`
"""

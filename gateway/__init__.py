"""Caseway: a question is planned before it is answered, and who may read what is in the plan.

cli, commands   the `caseway` command, and what each of its words does
app             the doors of one installation: /graphql, health, the portal, their guard
sweeps          what Caseway does by itself, once a minute
drawing         the lifecycles as diagrams
installation    one installation, opened: settings, database, engine, identity
cabinet         its files: where they lie, who takes them in, the doors to them
schema          joins the capabilities; writes schema.graphql

simulating      what would have become of promises, had they been others
demo            a world to look at
imports         what comes from elsewhere
desk            what users keep for themselves: saved lists, what they have read
notifications   who is told of what happened to cases
live            open pages hear what changes, and who else is there
levels          what is promised in time, and clocks on cases
relations       what is tied to cases, and what they are told of it
incidents       something is disturbed, and is to work again
problems        why things keep being disturbed
changes         what is to be altered, and who decides on that
fulfilment      service requests: what is ordered, and done as a matter of course
work            what these four have in common
cases           a customer's problem, from report to closure
files           bytes: how they come in, what is taken of them, where they lie
customers       whom cases are for, what they own and what they are owed
people          who works with cases, and what identifies them
schedules       when work is done, and arithmetic on working time
outbox          work in the background: events become jobs, and each is done once

conditions      what people write as data: when something holds for a record

request         one request, in the order in which it happens
policy          who may read what: grids, and the rights that roles have by them
database        where the records are: opened, migrated, checked
serving         what stands around the doors: origins, headers, files, logs

actor           who is asking
errors          every refusal and its code
settings        read once
secrets         keys that only this installation knows

Imports point downwards only, as `make lint` proves. `portal` imports nothing of this: `app` gives
it the function by which its pages ask. A capability's folder holds `models` (its tables), `policy`
(its grid, whose rules are in `conditions`), `schema` (its types) and, where something happens,
`lifecycle`; what outgrows these is split by what it is about, never by what kind of code it is.
"""

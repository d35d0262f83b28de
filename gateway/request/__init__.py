"""One request, in the order in which it happens.

1. Received: bytes become a checked operation of a known actor.

receive         the door: one request in, one response out
exchange        what was sent and what is sent back, at the ASGI level
http, origin    media types and statuses; whether a cookie comes from our own pages
deadline        ends what takes too long, or what nobody waits for
parameters      document, variables and wishes, read strictly
limits          bounds a document before anything walks it
documents       parses, validates and keeps operations
views, copying  the schema as one actor sees it: the concealed does not exist
reaching        ... nor does a type to which nothing leads
introspection   answers what is asked about the schema itself
budget          what an actor may still spend
failures        how a refusal is said
graphiql        the page for browsers

2. Planned: the operation and the actor's rights become a tree of what to read.

engine          prepared operations in, answers out
plans, sizes    plans made once and kept; how large an actor's scope is
planner         walks the root fields,
lists, records  below them lists and records,
grouping        and aggregates;
finding         words sought in several types
filters         reads filters, views and searches, and checks the right to each value
terms           cuts a search into words, and says it in each database's way
planning        what these share
arguments       what of the variables decides the plan, apart from what is only bound
plan, criteria  the tree itself: what to read, and what is asked of rows

3. Compiled: the tree becomes one statement for each root field. Pure.

compile         root by root
columns         records as result columns,
nested          lists below them as JSON text,
aggregates      groups and what is measured
frames          FROM clauses and their rows
branches        scopes that are choices, walked one by one
conditions      filters, orders and cursors as SQL
statement       parameters, and the rules of policy as SQL
gathering       what of these is gathered first
dialects        SQLite and PostgreSQL
shapes          what to make of the columns

4. Answered: a function is written once per plan, and runs.

shape           writes it, root by root,
pages, rows     and for the fields of a list and the values of a row
snippets        where the words of a search stand
finishing       fills what JSON text from the database leaves open
script          its lines, names and statements
allowance       how much it lets one question ask for
cursors         sealed and opened
binding         values as databases take them
run             read-only connections, a deadline, one snapshot

5. Acted: a mutation changes records first, and then is answered like any question.

mutations       a mutation: read and planned whole, then done field by field
act             performs an action: one transaction, checked, done, written down
actions         what can be done, and what that needs: a folder with a map of its own
ledger          the tables of what is written down

What a plan is told by, and the numbers behind it.

explain         how a question is answered: plan, rules, SQL, cost
explaining      the same, as an extension of a response
meter, health   what was answered, and how the process is

Done, rather than read.

actions         what can be done with records; a folder with a map of its own

Before the first request: the declarations of the capabilities become a schema.

sources         the words in which types are declared
subjects        what conditions are about, and how clients are told what they may name
building        makes the schema of them, and with it the graph
drafts          what its makers share:
outputs         types, connections, aggregates
narrowing       filters, orders, views
inputs          and their operators
entries         the fields of Query
workshop        makes Strawberry classes
scalars         dates, numbers, conditions and ids as clients write them
entities        the tables, read off the models
graph           the schema, and all that the planner asks about it
"""

"""A world to look at: Aurelia Instruments, its providers, its customers and their cases.

draw        every value follows from the seed, the kind of record and its number
names       invented people, companies and places
stories     what goes wrong with instruments, and how it is put right
staff       who works for whom; the people to sign in as
schedules   when they work, and the holidays of their places
customers   accounts, contacts and consumers
belongings  products, and who owns which
agreements  contracts and entitlements
course      what happened to a case, and when
cases       cases with their journal, tasks and history
promises    what is promised in time, and the clocks on cases
beside      incidents, problems, changes and requests, in every state
windows     when changes may happen, and what their plans collide with
macros      macros that the desk shares
files       what is attached to cases
showcase    cases with fixed numbers that show something on purpose
generate    writes it all
sample      a real incident log, replayed into this world
build       both together
"""

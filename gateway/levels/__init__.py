"""Service levels: what is promised in time, and the clocks that count on every case.

A clock never ticks: it knows when it is due. What it is follows from the history of the case alone.

Pure, over values:

kinds           the words: targets, stages, where hours and zones come from
clocks          one clock: how long it has run, when it is due, what comes next
running         what becomes of clocks when a case changes
words           what conditions of definitions may name
defaults        the promises to begin with

Of the database:

models          definitions, and the clocks on cases
rows            both as what is reckoned with
hours           which hours count for a clock, now and when it ended
definitions     what is promised now, and what was
keeping         every change of a case brings its clocks with it, in the same transaction
supposing       what would become of clocks if their case were changed
writing         what of a clock is written, and told
following       clocks that go on follow their schedules
explaining      how a clock came to where it stands, asked by clients
sweeping        what clocks reach by themselves is told once a minute
past            records as they were, by the audit trail
replaying       the clocks of a case reckoned anew from its history
policy, schema  who may see what, and as what
actions         definitions are written down and changed
"""

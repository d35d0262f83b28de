"""What can be done with records: declared by capabilities, performed by `request.act`.

declaring   the words in which an action is declared; the registry
context     what a performing function is given
schema      Mutation, inputs, payloads and errors, made of the declarations
inputs      what a caller sends: rights, references, lengths
warrant     what the actor may do with the record at hand
guards      which rules hold for a row, asked of the database
record      the columns that have changed, written
minutes     the audit trail, and the event for others
steps       several verbs within one act
replays     idempotency keys
refusals    the typed errors
roots       the root fields of a mutation: with one record, or with each of many
payloads    what they answer: the question for the record, the errors as data
showing     reads the record, by the planner
deciding    what of a rule the state decides, and what is asked of the row
menu        what may be done with a record now, and why not the rest
questions   what is worked out of a record, and written nowhere
sweeping    what Caseway does by itself with records that are due
foresight   what would follow from values, before anything is written
"""

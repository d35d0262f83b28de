"""Actions: what can be done with records, and what is written down when it is done.

declaring       the words in which a capability declares them
context         what a function that performs one is given
refusals        why nothing was done
inputs          what a caller sends along: rights, references, lengths
guards          asks the database which rules hold for a row
replays         the same request again: answered, not done twice
minutes, record what was done: audit, events, the columns that changed
menu            what may be done with a record now, and why not the rest
"""

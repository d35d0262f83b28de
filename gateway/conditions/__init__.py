"""Conditions that people write as data: when a clock runs, which customers a provider serves.

    {"all": [{"field": "priority", "op": "in", "value": ["CRITICAL", "HIGH"]},
             {"any": [{"field": "account.tier", "op": "is", "value": "gold"},
                      {"field": "contract", "op": "is_not_empty"}]}]}

tree            what a condition is, once it is read
vocabulary      what it may name: fields of a type, and of those that it refers to
operators       what is compared by what
values          what a value is compared with, as its field holds it
reading         JSON becomes a condition; what is wrong is told by its place
saying          ... a sentence
judging         ... a verdict over known values, in Python
gathering       the values of a record, and of those that it refers to
compiling       ... SQL over the rows of a table
telling         what it may name, told to clients by what they may read
folding         letters whose case makes no difference, alike in Python and in both databases

What is missing never matches, not even `is_not`; what cannot be read matches nothing. The verdict
and the SQL are held equal by tests/conditions.
"""

"""What users keep for themselves at the desk, beside the records that all share.

models, views_policy   lists that somebody has saved, and who may use them
views                  what can be done with them
looks, looks_policy    how somebody has a list shown
marks                  what somebody has seen of a case: what makes it unread, and read again
drafts, drafts_policy  what somebody has written for a case and not sent yet
macros, macros_policy  steps that are often taken together, and who may use them
applying               does what a macro says with a case
schema                 what clients see of all this
"""

"""Cases: a customer's problem from report to closure, its journal, tasks and files.

What there is:

models             the case itself and its categories
journal, tasks, history  what is said of it, what is to be done, where it stood and when
kinds, priority, lifecycle  the words and tables that sort a case
policy, attached_policy, conditions  who may see, write and do what
schema, extensions  what clients see of it
uses, uses_policy, uses_schema  what cases took from the quotas of rights to service
downloads, examining  the bytes of attachments, for who may read them; what a scanner says

What is done with it, a function for each verb:

actions            all of them, in the order in which they are offered
opening            create, follow_up
handling           accept, assign_to_me, assign, reassign, request_info, open, cancel
answering          comment, work_note
mentioning         whom an entry calls upon
informing          inform, tell_of_notes, watch, and the end of each
filing             attach files; keep one from customers; what a scanner decides
solving            propose_solution, accept_solution, reject_solution, close
editing            edit
task_actions       create, start, edit, close and cancel a task
task_answering     comment and work_note on a task
using              quotas are drawn on when cases end; count a case, reverse
auto_close         remind, auto_close: what Caseway does by itself, once a minute

What they have in common:

intake             what is sent, and the values that follow from it
requesters         for whom a case is
fitting            asset, contract and entitlement belong to the customer
narrowing          what a form may fill in and offer, once part of it is chosen
placing            which group and which person
writing            words to the customer, notes among the staff
reopening          a proposed solution is taken back
task_ending        tasks end with their case
consequences       the history has no gap
"""

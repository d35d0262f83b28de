"""Service requests: what somebody orders, who agrees to it, and who sees that it is done.

models, lifecycle    what a request is, where its moves lead
policy, conditions   who may see, write and do what
schema               what clients see of it
actions              what is done with it, a function for each verb
"""

"""Incidents: something is disturbed, and is to work again; known to the enterprise alone.

models, kinds, lifecycle   what an incident is, the words that sort it, where its moves lead
policy, conditions         who may see, write and do what
schema                     what clients see of it
actions                    what is done with it, a function for each verb
closing                    one that stays resolved is closed, after a week
"""

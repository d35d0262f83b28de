"""Problems: why something keeps being disturbed, and what is done about it.

models, kinds, lifecycle   what a problem is, how it ended, where its moves lead
policy, conditions         who may see, write and do what
schema                     what clients see of it
actions                    what is done with it, a function for each verb
"""

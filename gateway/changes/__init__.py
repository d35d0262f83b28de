"""Changes: what is to be altered, when and how; decided by others than those who ask for it.

models, kinds, lifecycle   what a change is, the words that sort it, where its moves lead
policy, conditions         who may see, write and do what
schema                     what clients see of it
actions                    it is written, changed and given up
deciding                   it is submitted, approved, sent back
carrying                   it is carried out, and closed

When it may happen:

windows, windows_policy    blackouts and maintenance windows; who sees them, and what was found
stretches                  arithmetic of stretches of time
colliding                  what a plan collides with
checking                   the check, and when what it found is forgotten
"""

"""Ties between cases and the work beside them, as people make and cut them.

policy, conditions   who may see, make and cut ties
schema               what clients see of them, from both ends
actions              create, unlink, mark_primary
echoing              cases are told how what is tied to them stands
"""

"""A second, naive answer to every question: plain graphql-core over rows held in memory.

It reads the same declarations and the same grids as the engine and shares none of its code: no
plan, no SQL, no cache. Slow on purpose, so that each rule stands where one can see it.
"""

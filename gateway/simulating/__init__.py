"""What would have become of promises, had they been others: histories of cases played anew.

Nothing is written, and nothing is guessed: the clocks are those of `gateway.levels`.

promises   a definition as it is, and as it might be
lives      what a case was, from each instant on at which it changed
playing    the clocks of a case under several promises at once
figures    what clocks add up to: kept, broken, how long it took
comparing  both sides, line by line, and the cases that change sides
stored     the cases of the database, as their trails and their intervals tell of them
logged     the incidents of an event log, straight from the file
wishes     changes as they are written on a command line
telling    the outcome as a table for people, and as CSV
asking     the question that clients ask: `slaDefinitionSimulate`
schema     what the question needs to be asked
"""

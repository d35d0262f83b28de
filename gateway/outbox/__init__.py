"""Work in the background: what happened becomes jobs, and every job is done once, or kept as dead.

models         the job, and the states of its life
handling       the words in which a capability says what it does with events and jobs
dispatching    events become jobs, one for each handler that listens
claiming       due jobs are taken on lease, also from a worker that has died
finishing      done, to be tried again, or given up
working        the worker: takes what is due until it is told to stop
clock          the present moment, by one clock for all workers
tidying        what was done long ago is deleted
figures        how many jobs wait, and how late the oldest is
policy, schema  who may see jobs, and as what
actions        retry
"""

"""Work that is done beside a case: what its kinds have in common, and how they are tied to cases.

kinds, priority    the words that sort it; the matrix of impact and urgency
models             what all kinds of such work are made of, and what ties one to a case
starting           a piece of work begins, perhaps from a case whose words it takes over
handing            who does it, and when it ends
schema             what clients may ask of all of it alike
relating           ties between a case and such work, and what the case's journal says of them
"""

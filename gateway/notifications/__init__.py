"""Notifications: who is told of what happened to cases, and what each of them wants to hear.

A notification names what happened and where. Its words are made when it is read, of what its reader
may see then.

kinds          what one can be told of
models         the notification, and what its recipient wants to hear of
recipients     who is told of an event: the specification's table
telling        the handler: leaves out who does not want it, or may not see it
tidying        old ones are deleted
policy, conditions, schema  who may see them, and as what
actions        read, unread, and what one wants to hear of
"""

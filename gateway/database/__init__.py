"""The database: where it is, how it is opened, migrated and checked.

fields         what models are made of
numbering      numbers for people
trees          records above records, never in a ring
opening        connects, for every task of the process
migrating      brings the tables to where the models are
applying       does the steps of one migration
sqlite         Tortoise's clients with transactions
postgres       that end cleanly, whatever happens;
transactions   what both share
words          indexes the words of searched columns
tidying        joins the pieces of these indexes
rows           writes rows by statements that are made once; deletes many
chores         what is done again and again beside the requests
doctor         what may be wrong, and what to do
"""

from gateway.database.migrating import migrate
from gateway.database.opening import Database, DatabaseUnavailable, open_database

__all__ = ["Database", "DatabaseUnavailable", "migrate", "open_database"]

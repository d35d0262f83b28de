"""Customers: accounts, contacts and consumers, what they own and what they are owed.

models, products, agreements, channels  the customers, the install base, contracts and entitlements
policy, relations_policy, products_policy, agreements_policy  who may see, write and do what
conditions         the rules behind that
agreements_lifecycle  which move of contracts and entitlements leads where
schema, products_schema, agreements_schema  what clients see of it

What is done with them, two functions to a file, create and edit, or create and delete:

actions            all of them, in the order in which they are offered
account_actions, contact_actions, consumer_actions  the customers
account_ties, contact_ties  how they belong together
product_actions, asset_actions, sale_actions  what they own
contract_actions, entitlement_actions  what they are owed
contract_moves     a contract is reviewed, interrupted, continued, ended
terms              what opens and ends by its days, once a minute

What these have in common:

checks             addresses, days in order, open work, who acts for whom
codes              of countries, languages, zones and locales
owning             whose things are
tying              a record is tied to these others, and to no others
following          rights to service follow their contract
quotas             what is left of a quota
"""

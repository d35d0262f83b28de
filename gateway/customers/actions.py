"""Everything that can be done with customers and what they own, in the order of being offered."""

# isort: off
from gateway.customers import account_actions as account_actions
from gateway.customers import account_ties as account_ties
from gateway.customers import contact_actions as contact_actions
from gateway.customers import contact_ties as contact_ties
from gateway.customers import consumer_actions as consumer_actions
from gateway.customers import product_actions as product_actions
from gateway.customers import asset_actions as asset_actions
from gateway.customers import sale_actions as sale_actions
from gateway.customers import contract_actions as contract_actions
from gateway.customers import contract_moves as contract_moves
from gateway.customers import entitlement_actions as entitlement_actions
# isort: on

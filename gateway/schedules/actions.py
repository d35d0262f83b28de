"""Everything that can be done with schedules and holidays, in the order of being offered."""

# isort: off
from gateway.schedules import schedule_actions as schedule_actions
from gateway.schedules import entry_actions as entry_actions
from gateway.schedules import exception_actions as exception_actions
from gateway.schedules import calendar_ties as calendar_ties
from gateway.schedules import holiday_actions as holiday_actions
from gateway.schedules import day_actions as day_actions
# isort: on

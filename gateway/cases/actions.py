"""Everything that can be done with cases and their tasks, in the order in which it is offered."""

# isort: off
from gateway.cases import opening as opening
from gateway.cases import handling as handling
from gateway.cases import answering as answering
from gateway.cases import filing as filing
from gateway.cases import solving as solving
from gateway.cases import editing as editing
from gateway.cases import informing as informing
from gateway.cases import task_actions as task_actions
from gateway.cases import task_answering as task_answering
from gateway.cases import auto_close as auto_close
from gateway.cases import consequences as consequences
from gateway.cases import using as using
from gateway.cases import narrowing as narrowing
# isort: on

"""Cases: a customer's problem from report to closure, its journal, tasks and files."""

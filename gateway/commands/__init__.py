"""The commands of `caseway`, by what they are about.

console    talks to the terminal; opens what a command needs
data       migrate, doctor
jobs       worker, jobs
levels     sla
people     user, token, login-link
rights     schema, policy, explain
serving    serve, demo
"""

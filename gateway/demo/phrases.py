"""What staff and customers say, over and over again."""

TRIAGE = (
    "Checked the contract, then passed it on to {group}.",
    "Not for us: {group} knows the {product} better.",
    "Second one from {account} this quarter. Passed on to {group}.",
    "Serial {serial} is in the register. Passed on to {group}.",
)
GREETINGS = (
    "Good morning {first} {last},\n"
    "thank you for telling us. I am looking into it and will write again today.",
    "Dear {first} {last},\n"
    "I have taken over your case about the {product}. Please keep {serial} as it is until then.",
    "Hello {first},\n"
    "that should not happen. I have the logs of {serial} open and will come back to you.",
    "Good afternoon {first} {last},\n"
    "I have read your report and will call you before the end of the day.",
)
HAND_ONS = (
    "Over to {colleague}, who had the same last week.",
    "I am away from tomorrow; {colleague} takes over. The traces are in the folder.",
    "{colleague} is on site at {site} on Thursday and will look at it.",
)
PROGRESS = (
    "The part is on its way and should be in {site} within {count} days.",
    "We could reproduce it here. Please do not update to {version} for the time being.",
    "A short note so that you know: we are still at it, and {serial} has priority here.",
)
CHASERS = (
    "Is there any news? We are losing {count} hours a day.",
    "Could somebody please call me about this?",
    "I have not heard from you since. Has the case been forgotten?",
)
THANKS = (
    "Works again, thank you!", "Perfect, you may close it.", "Thanks, much faster than I feared.",
)  # fmt: skip
BACK_AGAIN = (
    "I am afraid it is back: the same as before, since this morning.",
    "That lasted for a day. Could you have another look?",
)
MENDED = "Sorry about that. We have gone further this time: {solution}"
CONFIDENTIAL = (
    "Between us: {account} is up for renewal. No refund without asking accounts first.",
    "Keep inside: known weakness of this batch, the recall is being prepared.",
    "Not for partners: the customer has been promised a free visit already.",
)

ACCEPTED = "Closed: the solution was accepted."
UNANSWERED = "Closed: nobody objected to the solution."
GIVEN_UP = (
    "We close this without a solution, as you asked. Please write again whenever you need us."
)

"""What fields of one type are called on its pages and in its forms."""

from portal.language import N_

OF_TYPE = {
    "CaseSla.target": N_("Promise"),
    "SlaDefinition.cancel": N_("Given up when"),
    "SlaDefinition.customerVisible": N_("Customers see it"),
    "SlaDefinition.duration": N_("Within"),
    "SlaDefinition.kind": N_("Agreed between"),
    "SlaDefinition.pause": N_("Stands still while"),
    "SlaDefinition.position": N_("Place in the list"),
    "SlaDefinition.reset": N_("Begins anew when"),
    "SlaDefinition.resume": N_("Goes on when"),
    "SlaDefinition.retroactivePause": N_("Credits earlier pauses"),
    "SlaDefinition.retroactiveStart": N_("Counts from the start"),
    "SlaDefinition.schedule": N_("Its own schedule"),
    "SlaDefinition.scheduleSource": N_("Whose hours"),
    "SlaDefinition.setStartTo": N_("The start is"),
    "SlaDefinition.start": N_("Begins when"),
    "SlaDefinition.stop": N_("Kept when"),
    "SlaDefinition.target": N_("Promise"),
    "SlaDefinition.timezoneSource": N_("In whose zone"),
    "SlaDefinition.warnAt": N_("Warns at (%)"),
    "SlaDefinition.whenToCancel": N_("When it is given up"),
    "SlaDefinition.whenToResume": N_("When it goes on"),
}

"""Who may read what, from the grid that a person reads to the rights that a plan is made with.

grid            reads a grid: fields down, roles across; what no cell grants, nobody has
rights          the grids of all types, folded together for one set of roles
gaps            refuses to start while grids and types do not agree
deeds           the same for what may be done
references      what the rules name, and what they name in vain
document        writes the grids out for people
"""

"""What is wrong, what cannot be, and how a caller is told.

`arguments` checks what a call is given, `bounds` holds what a number can be, `wording` says what a
field allows, `memory` refuses what does not fit the machine.
"""

"""Validate input and describe its mistakes.

`arguments` checks what a call is given, `bounds` holds what a number can be, `wording` says what a
field allows, `memory` refuses what does not fit the machine.
"""

"""Compute the flows of every month from a programme, a policy and draws.

`scheme` says who is served by whom, `inputs` puts it into numbers, `mechanisms` holds one module a
mechanism, `month` the recipe that calls them in their order, `engines` runs the months, `accounts`
and `balance` book and check the money.
"""

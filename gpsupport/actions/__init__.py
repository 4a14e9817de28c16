"""What the software does: each function owns its transaction and asks the policy first.

Time is a parameter: `now` is an aware instant in UTC, `today` the day in Europe/London.
"""

"""The control API: what tests and people use to set the stage and to see what happened.

Not a part of LINE.
"""

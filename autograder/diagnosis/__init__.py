"""Which mistake it is: outputs held against those of known mistakes, and patterns where none fits.

May import course and the rooms below; `submissions` stands beside it, and neither imports the other.
"""

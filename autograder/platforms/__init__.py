"""What other systems give and take: nbgrader, Gradescope, gradebooks of learning platforms, similarity reports.

May import authoring and the rooms below.
"""

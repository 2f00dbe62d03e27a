"""What authors need: release and packages for students, new assignments, notebooks, and the proof of an assignment.

May import grading and the rooms below.
"""

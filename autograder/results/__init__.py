"""Results, and the words and pages that say them to people.

`result` is what grading returns; `text` holds every sentence that students read; `render` turns results into pages,
tables and terminal output, by pure functions; `records` and `convert` hold data of any room. The lowest room: it imports `errors` and no other room.
"""

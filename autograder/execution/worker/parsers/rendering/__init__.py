"""What students wrote in notebooks as HTML and Markdown that a teacher's browser may have.

Reading Markdown, HTML and formulas is what takes long, or goes wrong, with texts that are made for it: so it
happens in a confined process, as all parsing does. It needs packages that students' code never sees; only
`outputs` and `as_typed` do without, and may be imported anywhere.
"""

"""Reports: a notebook run from top to bottom, as a page or a PDF; and what hand-in rules ask of one."""

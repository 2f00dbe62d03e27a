"""Whatever has a format, read inside the sandbox: bytes in, plain bounded values out.

The grader handles what students wrote as bytes that it does not look into. A parser runs in a confined
process that has limits of time, memory and output, and is thrown away afterwards; what it returns crosses
like every other value. Standard library only, but for those that read YAML and PDFs, and those that
render notebooks.
"""

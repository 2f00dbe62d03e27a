"""What runs a submission: needs only the standard library and numpy, and nothing else of this package.

The same code serves both transports. In the sandbox it is bound read-only beside the fork server; on a
student's own machine it is imported as it is.
"""

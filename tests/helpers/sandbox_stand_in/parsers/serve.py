"""The same loop in a child that parses."""

from .. import serve as of_code


def serve(channel):
    of_code.serve(channel, {})

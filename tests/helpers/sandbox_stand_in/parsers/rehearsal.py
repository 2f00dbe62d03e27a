"""Nothing to rehearse."""


def rehearse():
    pass

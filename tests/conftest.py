"""What holds for all tests."""

from hypothesis import settings

# A busy machine is no failure: how long an example takes says nothing of what is tested.
settings.register_profile("softmark", deadline=None)
settings.load_profile("softmark")

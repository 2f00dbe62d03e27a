"""The figures of the notebook."""

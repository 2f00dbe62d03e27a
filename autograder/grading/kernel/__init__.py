"""Kernels that run notebooks inside the sandbox, and what a notebook finds around it there."""

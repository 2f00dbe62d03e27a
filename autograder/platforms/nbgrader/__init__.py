"""Fits into nbgrader: its gradebook, its autograded notebooks, and its kernels in the sandbox."""

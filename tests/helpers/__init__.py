"""What several tests need: small courses, hand-ins, made results, and how to run commands."""

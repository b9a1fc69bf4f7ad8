"""The `firelake` command: one module per group of commands."""

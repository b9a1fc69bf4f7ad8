"""Landing → bronze → silver. Pure functions; effects only behind `lakehouse` and `landing`."""

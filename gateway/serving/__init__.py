"""What stands around the doors: origin checks, headers, files, logs."""

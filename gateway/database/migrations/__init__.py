"""How the tables came to be, one file per step; written by `make migrations`."""

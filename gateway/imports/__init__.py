"""What comes from elsewhere: replayed, reconciled with its source, and undone when unwanted."""

"""What everything stands on; knows no account and no HTTP."""

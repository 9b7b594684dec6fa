"""Sign-up, login, change and recovery by password."""

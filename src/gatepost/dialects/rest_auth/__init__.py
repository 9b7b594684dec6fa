"""dj-rest-auth's API: login and logout, the user's record, passwords, registration."""

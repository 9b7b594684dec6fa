"""The wire format of dj-rest-auth: log in and out, one's own record, passwords, registration."""

"""Users, their email addresses, usernames and phone numbers, and their second factors."""

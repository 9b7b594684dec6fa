"""Users, their email addresses, user names and phone numbers, and their second factors."""

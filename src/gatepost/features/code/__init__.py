"""Login with a mailed code or link, or with a code sent by SMS."""

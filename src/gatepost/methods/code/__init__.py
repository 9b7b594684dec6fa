"""Login by a mailed code or link, or a code by SMS."""

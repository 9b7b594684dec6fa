"""Django hashers for passwords that other systems hashed; a user's next login replaces such a hash by ours.

They only verify. A malformed hash matches no password, and the cost of a hash is bounded, because a file from elsewhere
can contain any number. Salts and hashes are base64 without padding. Of longer hashes the first 32 bytes are kept: 256
bits are as decisive as 512, and the password column has 128 characters.
"""

"""Top of the native API: its operations gathered, its description, its addresses."""

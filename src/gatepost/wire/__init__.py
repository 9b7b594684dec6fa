"""The frame of the native HTTP API; knows no method."""

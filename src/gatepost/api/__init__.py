"""The frame of the native HTTP API: decoding, endpoints, responses, OpenAPI. Knows no feature."""

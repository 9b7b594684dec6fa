"""How the standalone server is deployed: its environment, and what production needs.

Its settings import this at every start, so nothing here imports the command line.
"""

"""Orders from files: the export of a shop's system becomes orders of customers, as if the shop had sent them.

The file is read, tried, run and taken back by the machinery of friends' imports; what is here knows what an order is.
"""

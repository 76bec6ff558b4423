"""What `./portal` does once its environment stands: servers, supervisor and test run.

Standard library only, and not a line of Django: it starts at once and works when the portal's own
code does not.
"""

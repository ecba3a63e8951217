"""Files of our own: archives, and the numbers of their formats."""

"""Parts of start.py. Like it, they need nothing but Python, and any Python can read them."""

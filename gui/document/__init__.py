"""The document: what the user made, as plain data, and the one object that changes it."""

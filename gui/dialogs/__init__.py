"""The dialogs. Each asks or tells one thing and changes nothing by itself unless it says so."""

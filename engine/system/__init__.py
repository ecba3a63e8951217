"""What the system gives: processes, folders, temporary files, libraries that only some need."""

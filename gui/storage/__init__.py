"""What is kept in files: projects, lost work, presets; hostile and damaged ones included."""

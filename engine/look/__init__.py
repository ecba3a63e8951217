"""The look, free of any photo: recipes, regions, refining; as JSON and as files. No torch."""

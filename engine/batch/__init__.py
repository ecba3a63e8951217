"""Many photos, frames and videos with one look or several, on one machine or more."""

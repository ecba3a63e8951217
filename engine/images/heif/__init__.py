"""Where the data of HEIC and AVIF files end, and what colours they have."""

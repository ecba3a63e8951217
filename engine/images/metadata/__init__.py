"""What files tell of a picture: EXIF, IPTC, XMP and its density."""

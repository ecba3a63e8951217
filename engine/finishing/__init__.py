"""What a painting gets beside the cascade: the photo's colours and detail, and the look of a smaller one."""

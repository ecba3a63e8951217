"""Commands that run the window by themselves: the smoke test and the measurements."""

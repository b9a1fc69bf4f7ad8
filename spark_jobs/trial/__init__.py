"""What a changed rule would move on the wall, before it is released."""

"""What decides a figure: sensitivity indices, one at a time, switching values."""

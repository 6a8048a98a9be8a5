"""Find the inputs that decide a figure: sensitivity indices, tornado, switching values."""

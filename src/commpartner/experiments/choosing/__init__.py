"""Choose between policies under uncertainty."""

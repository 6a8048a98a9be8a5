"""Draw the finished figures of `plots` with Matplotlib, which needs no browser."""

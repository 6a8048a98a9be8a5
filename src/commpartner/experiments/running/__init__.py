"""Parts of an experiment: computed anywhere, kept, and computed again."""

"""A web service around commpartner: jobs with limits, progress and cancellation."""

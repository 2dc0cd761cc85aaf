"""What a day needs: queues, counts, what waits on whom, the search for everything."""

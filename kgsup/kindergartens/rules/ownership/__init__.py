"""Who holds and controls a kindergarten: the graph of parties and stakes, and questions to it."""

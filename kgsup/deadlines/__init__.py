"""Running legal clocks of all cases, and the sweeper that asks what is due."""

"""How quick the pages are, and whether they stay so when years of work lie behind them."""

"""How the assistant understands: Rasa graph components and the matchers behind them."""

"""Messages that the assistant got wrong, and what it shall learn from them."""

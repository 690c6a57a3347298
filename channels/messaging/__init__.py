"""What the messaging platforms' channels share: they differ in how a platform signs, words its updates, and shows an answer."""

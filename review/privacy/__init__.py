"""How long conversations stay, and how one is erased for good."""

"""What we add to Rasa at its extension points."""

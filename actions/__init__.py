"""What the assistant looks up: Rasa SDK actions, each over a plain function."""

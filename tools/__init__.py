"""Tools for those who run and build the assistant: set-up, serving, chatting, training, measuring."""

"""Where the assistant talks, and the guard that every channel shares."""

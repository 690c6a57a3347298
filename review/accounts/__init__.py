"""Who may use the desk, what their role allows, and the log of what they did."""

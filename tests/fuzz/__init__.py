"""Made-up input for everything that reads what others write: each endpoint of the assistant, the action server and the desk, each parser."""

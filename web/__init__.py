"""What both web servers do with what is no request of theirs; see docs/architecture.md."""

"""Break one part of the running assistant after another, under load, and count every message from both ends: `make chaos`."""

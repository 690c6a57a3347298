"""What the clinic says, as checked data: conditions, evidence, safety, the clinic's own facts."""

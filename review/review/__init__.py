"""What staff note on conversations: tags, notes, saved filters, today's queue."""

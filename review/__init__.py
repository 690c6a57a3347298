"""The staff desk: what visitors asked, what went wrong, what to mend, whom to call back.

It imports nothing of the assistant and meets it in the database alone.
"""

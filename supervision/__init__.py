"""Who is responsible for which business, what is due, and the loop that closes a case."""

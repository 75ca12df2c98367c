"""Taking steps back, and the trash."""

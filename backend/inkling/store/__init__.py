"""What outlives the process: rooms, the state of their trainings, and handed-in drawings. No torch and no asyncio here."""

"""Who has looked at whom, and was there cause: log checks, and alarms about unusual reading."""

"""Groups: the list, one of them, its members, sessions and attendance."""

"""Questions between authorities, and inquiries that name nobody."""

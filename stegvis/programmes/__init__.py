"""What we offer: programmes as data, checked, versioned and frozen when published."""

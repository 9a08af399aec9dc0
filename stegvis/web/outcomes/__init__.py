"""Goals and figures: how it goes, for those who work in it and for those who pay."""

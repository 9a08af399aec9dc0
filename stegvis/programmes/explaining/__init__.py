"""A definition told in Swedish sentences, for a terminal, a page and paper."""

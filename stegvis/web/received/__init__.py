"""What a party has been given in a case: the receiving authority's pages."""

"""The register of incidents, for whoever checks an authority's own log."""

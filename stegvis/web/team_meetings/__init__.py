"""The team's meetings: who comes, which cases, who may stay for each, and what was decided."""

"""How accessible the pages are, told to everybody without a login (lagen om tillgänglighet till
digital offentlig service, 2018:1937)."""

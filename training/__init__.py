"""How the reader and its baseline were fitted."""

"""Sessions: opening, finding and ending them; trusted browsers and known devices."""

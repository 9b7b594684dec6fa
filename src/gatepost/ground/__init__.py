"""Building blocks for every other package: keys, limits, secrets, mail, audit. Knows neither accounts nor HTTP."""

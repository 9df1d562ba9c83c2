"""How a run is shown: one self-contained HTML page, built from the tables and the manifest alone."""

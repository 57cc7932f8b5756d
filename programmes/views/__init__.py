"""What visitors ask of the programmes: one module for each page."""

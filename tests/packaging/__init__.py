"""What packs the program, tested without packing it."""

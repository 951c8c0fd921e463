"""What a failing mail account means, and what its owner does about it, in Portuguese."""

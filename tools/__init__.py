"""What building and testing use; no part of the product."""

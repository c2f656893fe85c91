"""One view, one domain call, one page; by subject as the addresses are."""

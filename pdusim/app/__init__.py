"""The teaching app: a page on this machine with a model that answers while people watch."""

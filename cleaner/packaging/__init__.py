"""Steps of the build: the hook that makes wheels, and the manual pages."""

"""The referrer's pages: write, send and follow."""

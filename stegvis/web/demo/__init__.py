"""The demonstration's invented people, who live through the product's own actions."""

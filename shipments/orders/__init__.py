"""Orders with their lines, receiver and payments, from placing to the end."""

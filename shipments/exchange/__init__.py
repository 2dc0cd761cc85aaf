"""The log of partners' messages: kept before they are read, line by line, read again."""

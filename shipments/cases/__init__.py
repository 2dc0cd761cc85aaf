"""What needs a person: opened by jobs and by people, with who must act and by when."""

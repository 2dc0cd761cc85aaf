"""Lists as files, exactly as filtered: CSV, XLSX, labels."""

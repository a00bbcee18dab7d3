"""What the law and the county say about applications; values in, values out."""

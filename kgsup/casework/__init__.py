"""What all cases share: opinions and decision levels, deputies, who has the case, numbers elsewhere."""

"""What a paper is, how it is numbered and through which states it goes; values in, values out."""

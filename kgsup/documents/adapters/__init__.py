"""The doors to the outside: PDF maker, its limited process, fonts and the archive on disk."""

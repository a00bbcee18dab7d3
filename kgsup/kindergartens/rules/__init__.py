"""The rules of the register: values in, values out."""

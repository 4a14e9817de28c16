"""The pure core: values and rules, standard library only, no clock and no input or output."""

"""Keeping the list of local help right: what feeds bring, what people propose and decide."""

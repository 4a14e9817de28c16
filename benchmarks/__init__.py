"""The workloads that the product is measured by; anyone can run them with `make bench`."""

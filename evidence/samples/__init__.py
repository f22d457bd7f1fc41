"""The four hospitals of the real maintenance contracts, and the example progress laid over them."""

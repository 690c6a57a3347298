"""Stands in for Keras, as part of the stand-in for TensorFlow, which puts a module with every name in this one's place."""

import tensorflow  # noqa: F401

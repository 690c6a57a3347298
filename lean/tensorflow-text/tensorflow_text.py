"""Stands in for tensorflow-text, which Rasa requires and imports only for components that this assistant does not have."""

from tensorflow import MEND, TensorFlowMissing

raise TensorFlowMissing(MEND % "tensorflow_text")

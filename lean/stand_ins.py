"""Which packages are left out, and what an import finds in their place. `left-out.txt` keeps the same ones out of the lock."""

from __future__ import annotations

from typing import NamedTuple


class LeftOutPackage(NamedTuple):
    """A distribution, a version that those who require it accept, and its modules.

    `named` are modules that Rasa names in an import at its start or in training: everything in them can be named. Importing one of
    `refused` is the use of it.
    """

    distribution: str
    version: str
    named: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


PACKAGES = (
    # Components that learn with TensorFlow.
    LeftOutPackage(
        "tensorflow",
        "2.12.0",
        named=(
            "tensorflow",
            "tensorflow.keras",
            "tensorflow.keras.backend",
            "tensorflow.keras.callbacks",
            "tensorflow.keras.utils",
            "tensorflow.python",
            "tensorflow.python.eager",
            "tensorflow.python.eager.wrap_function",
            "tensorflow.python.types",
            "tensorflow.python.types.core",
            "tensorflow.types",
            "tensorflow.types.experimental",
        ),
    ),
    LeftOutPackage("keras", "2.12.0", named=("keras", "keras.utils", "keras.utils.control_flow_util")),
    LeftOutPackage("tensorflow-text", "2.12.0", refused=("tensorflow_text",)),
    LeftOutPackage("tensorflow-hub", "0.13.0", refused=("tensorflow_hub",)),
    LeftOutPackage("tensorflow-io-gcs-filesystem", "0.32.0", refused=("tensorflow_io_gcs_filesystem",)),
    # Conditional random fields, for entities.
    LeftOutPackage("sklearn-crfsuite", "0.3.6", named=("sklearn_crfsuite",)),
    # Tracker stores and brokers of Rasa's that are not SQL; models in Amazon's store.
    LeftOutPackage(
        "boto3",
        "1.44.5",
        named=("boto3", "boto3.dynamodb", "boto3.dynamodb.conditions", "botocore", "botocore.exceptions"),
    ),
    LeftOutPackage("pymongo", "4.3.3", named=("pymongo", "pymongo.collection", "pymongo.database", "pymongo.errors")),
    LeftOutPackage("dnspython", "2.3.0", refused=("dns",)),
    LeftOutPackage("confluent-kafka", "2.16.1", refused=("confluent_kafka",)),
    # Rasa's own connectors; the channels here are others.
    LeftOutPackage(
        "aiogram", "2.15", named=("aiogram", "aiogram.types", "aiogram.utils", "aiogram.utils.exceptions")
    ),
    LeftOutPackage(
        "fbmessenger",
        "6.0.0",
        named=(
            "fbmessenger",
            "fbmessenger.attachments",
            "fbmessenger.elements",
            "fbmessenger.quick_replies",
            "fbmessenger.sender_actions",
        ),
    ),
    LeftOutPackage(
        "google-auth",
        "2.62.2",
        named=(
            "google.auth",
            "google.auth.transport",
            "google.auth.transport.requests",
            "google.oauth2",
            "google.oauth2.id_token",
        ),
    ),
    LeftOutPackage("webexteamssdk", "1.6.1", named=("webexteamssdk",)),
    LeftOutPackage("mattermostwrapper", "2.2", refused=("mattermostwrapper",)),
    LeftOutPackage("rocketchat-api", "1.30.0", refused=("rocketchat_API",)),
    # Pictures of stories; fonts inside PDF files; symbolic arithmetic for making ONNX models; models from a hub.
    LeftOutPackage("networkx", "2.6.3", refused=("networkx",)),
    LeftOutPackage("fonttools", "4.65.0", refused=("fontTools",)),
    LeftOutPackage("sympy", "1.14.0", refused=("sympy",)),
    LeftOutPackage("huggingface-hub", "0.36.2", refused=("huggingface_hub",)),
)

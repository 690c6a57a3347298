"""The stand-ins for TensorFlow: enough for Rasa's imports, and a clear word for who uses more."""

from __future__ import annotations

import subprocess
import sys

import pytest
import tensorflow
from rasa.nlu.classifiers.diet_classifier import DIETClassifier
from rasa.utils.tensorflow.models import RasaModel

is_real = not tensorflow.__version__.endswith("standin")
pytestmark = pytest.mark.skipif(is_real, reason="the real TensorFlow is installed")


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=False)


def test_every_requirement_is_satisfied() -> None:
    checked = subprocess.run([sys.executable, "-m", "pip", "check"], capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stdout.strip()) == (0, "No broken requirements found.")


def test_rasas_components_that_use_tensorflow_can_be_imported() -> None:
    assert DIETClassifier.__name__ == "DIETClassifier"


@pytest.mark.parametrize("first", ["keras", "tensorflow", "tensorflow.keras.utils", "keras.utils.control_flow_util"])
def test_modules_can_be_imported_in_any_order(first: str) -> None:
    assert run(f"import {first}; import tensorflow, keras; keras.Model; tensorflow.keras.layers.Layer").returncode == 0


def test_who_uses_it_is_told_the_mend() -> None:
    with pytest.raises(tensorflow.TensorFlowMissing, match="`make tensorflow` installs the real one"):
        RasaModel()
    with pytest.raises(tensorflow.TensorFlowMissing, match="tensorflow.constant cannot be used"):
        tensorflow.constant(1)


@pytest.mark.parametrize("module", ["tensorflow_text", "tensorflow_hub"])
def test_what_only_components_with_tensorflow_import_says_the_same(module: str) -> None:
    failed = run(f"import {module}")
    assert failed.returncode == 1
    assert f"{module} cannot be used. `make tensorflow`" in failed.stderr.splitlines()[-1]


def test_who_looks_for_what_is_not_there_finds_nothing() -> None:
    assert not hasattr(tensorflow, "__wrapped__")
    assert run("import tensorflow.no_such_module").returncode == 1

"""The stand-ins for what is left out: enough for Rasa's imports, and a clear word for who uses more."""

from __future__ import annotations

import subprocess
import sys
from importlib import metadata

import pytest
import tensorflow
from rasa.nlu.classifiers.diet_classifier import DIETClassifier
from rasa.utils.tensorflow.models import RasaModel

from lean.stand_ins import PACKAGES, LeftOutPackage
from tools.serve import PROJECT

is_real = not tensorflow.__version__.endswith("standin")
if is_real:
    pytest.skip("the real TensorFlow is installed", allow_module_level=True)
from clinic_stand_ins import LeftOut  # noqa: E402


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


def test_the_lock_leaves_out_what_has_a_stand_in_and_nothing_else() -> None:
    lines = (PROJECT / "lean" / "left-out.txt").read_text().splitlines()
    assert [line.partition(";")[0] for line in lines if not line.startswith("#")] == [each.distribution for each in PACKAGES]


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.distribution)
def test_a_stand_in_is_what_is_installed(package: LeftOutPackage) -> None:
    assert metadata.version(package.distribution) == f"{package.version}+standin"


def test_who_uses_it_is_told_the_mend() -> None:
    with pytest.raises(LeftOut, match="`make tensorflow` makes an environment with the real one"):
        RasaModel()
    with pytest.raises(LeftOut, match="tensorflow.constant cannot be used"):
        tensorflow.constant(1)


@pytest.mark.parametrize("module", [name for package in PACKAGES for name in package.refused])
def test_what_nothing_imports_says_the_same(module: str) -> None:
    failed = run(f"import {module}")
    assert failed.returncode == 1
    assert f"{module} cannot be used" in failed.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    "use",
    [
        "from rasa.core.channels.telegram import TelegramOutput; TelegramOutput('token')",
        "from rasa.core.channels.facebook import MessengerBot; from fbmessenger import MessengerClient; MessengerClient('token')",
        "from rasa.core.tracker_store import MongoTrackerStore; from rasa.shared.core.domain import Domain; MongoTrackerStore(Domain.empty())",
        "from rasa.core.tracker_store import DynamoTrackerStore; from rasa.shared.core.domain import Domain; DynamoTrackerStore(Domain.empty())",
        "from rasa.core.brokers.kafka import KafkaEventBroker; KafkaEventBroker('far')._create_producer()",
        "from rasa.nlu.extractors.crf_entity_extractor import CRFEntityExtractor; import sklearn_crfsuite; sklearn_crfsuite.CRF()",
    ],
    ids=["telegram", "facebook", "mongo", "dynamo", "kafka", "crf"],
)
def test_a_part_of_rasas_that_needs_it_says_so_when_it_is_made(use: str) -> None:
    failed = run(use)
    assert failed.returncode == 1
    assert "`make tensorflow` makes an environment with the real one" in failed.stderr


def test_what_stands_for_an_exception_can_be_caught() -> None:
    caught = "import botocore.exceptions, pymongo.errors\ntry: 1 / 0\nexcept (botocore.exceptions.BotoCoreError, pymongo.errors.ConnectionFailure): pass\nexcept ZeroDivisionError: print('other')"
    assert run(caught).stdout == "other\n"


def test_who_looks_for_what_is_not_there_finds_nothing() -> None:
    assert not hasattr(tensorflow, "__wrapped__")
    assert run("import tensorflow.no_such_module").returncode == 1

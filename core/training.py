"""The steps of a training: Rasa's, in Rasa's order, without what it does for a later training or for learners that are not here.

`rasa train` takes a fingerprint of all that goes into each step and comes out of it, so that a later training may skip the step,
and it makes up conversations by joining stories, which no policy here learns from. A training from nothing needs neither. The
model is Rasa's: the same files, whichever of the two made it.
"""

from __future__ import annotations

import copy
import tempfile
from pathlib import Path

from rasa.engine.constants import PLACEHOLDER_IMPORTER
from rasa.engine.graph import ExecutionContext, GraphModelConfiguration
from rasa.engine.recipes.recipe import Recipe
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.training.hooks import LoggingHook
from rasa.engine.validation import validate
from rasa.shared.data import TrainingType
from rasa.shared.importers.importer import TrainingDataImporter

from core.training_data import PlainImporter

WITHOUT_JOINED_STORIES = {"augmentation_factor": 0}


def train(model: Path, project: Path) -> None:
    """Train on the `project`'s configuration, domain and data, and store the model as the file `model`.

    :raises RasaException: something in them is wrong; the message says what.
    """
    files = (str(project / "config.yml"), str(project / "domain.yml"), [str(project / "data")])
    importer = PlainImporter(*files)
    configuration = _configuration(importer)
    # Before anything runs, as a step may change what it is given.
    domain = copy.deepcopy(importer.get_domain())
    with tempfile.TemporaryDirectory() as folder:
        storage = LocalModelStorage(Path(folder))
        schema = configuration.train_schema
        runner = DaskGraphRunner.create(schema, storage, ExecutionContext(schema), hooks=[LoggingHook(pruned_schema=schema)])
        runner.run(inputs={PLACEHOLDER_IMPORTER: importer})
        model.parent.mkdir(parents=True, exist_ok=True)
        storage.create_model_package(model, configuration, domain)


def _configuration(importer: TrainingDataImporter) -> GraphModelConfiguration:
    """The steps of training and of answering that `config.yml` asks for, checked."""
    config = importer.get_config()
    recipe = Recipe.recipe_for_name(config.get("recipe"))
    config, _, _ = recipe.auto_configure(importer.get_config_file_for_auto_config(), config, TrainingType.BOTH)
    configuration = recipe.graph_config_for_recipe(config, WITHOUT_JOINED_STORIES, TrainingType.BOTH, is_finetuning=False)
    validate(configuration)
    return configuration

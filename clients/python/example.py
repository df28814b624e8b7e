"""Make a project of pictures, send a model's predictions of them, and load the labelled dataset.

    TANDEM=https://tandem.example.org/api/v1 TOKEN=tandem_... python3 example.py birds pictures.zip
    python3 example.py birds photos/ --classes robin,wren

The pictures are a folder, or a zip or another file that Tandem reads. Where their folders name the classes
(robin/1.jpg), or the dataset itself does, --classes may be left out.

Needs requests. With datasets (pip install datasets) what comes out is loaded as a dataset of Hugging Face's;
without, as lines of JSON.
"""

import argparse
import json
import os
import sys
import tempfile
import time
import zipfile
from importlib.util import find_spec

import requests

BASE = os.environ.get("TANDEM", "http://127.0.0.1:4400/api/v1")
session = requests.Session()
session.headers["Authorization"] = f"Bearer {os.environ.get('TOKEN', '')}"


def api(method, path, **more):
    """Ask; what goes wrong is application/problem+json, and its detail a sentence."""
    reply = session.request(method, BASE + path, **more)
    if not reply.ok:
        sys.exit(f"{method} {path}: {reply.json().get('detail', reply.reason)}")
    return reply


def pages(path, **query):
    """All entries of a list, a page at a time."""
    while True:
        page = api("GET", path, params=query).json()
        yield from page["data"]
        if page["next"] is None:
            return
        query["cursor"] = page["next"]


def wait(path, within=None):
    """Ask until a job is over."""
    while True:
        found = api("GET", path).json()
        state = found[within] if within else found
        if state["state"] == "finished":
            return state
        if state["state"] not in ("queued", "running"):
            sys.exit(f"{path}: {state['error'] or state['state']}")
        time.sleep(0.5)


def zip_of(folder, file):
    """All files of a folder as a zip; pictures are packed already, so they are stored as they are."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED, strict_timestamps=False) as archive:
        for root, _, names in sorted(os.walk(folder)):
            for name in sorted(names):
                path = os.path.join(root, name)
                archive.write(path, os.path.relpath(path, folder))
    file.seek(0)


def upload(file, name):
    """Send a file of pictures; it streams from the disk."""
    return api(
        "POST",
        "/uploads",
        params={"kind": "images", "name": name},
        data=file,
        headers={"Content-Type": "application/octet-stream"},
    ).json()["upload"]


def make_project(project, pictures, classes=None):
    """Import a folder of pictures, or a file of them. Without classes, folders or the dataset name them."""
    if os.path.isdir(pictures):
        with tempfile.TemporaryFile() as file:
            zip_of(pictures, file)
            images = upload(file, f"{project}.zip")
    else:
        with open(pictures, "rb") as file:
            images = upload(file, os.path.basename(pictures))
    asked = {"project": {"project": project, "name": project}, "images": images}
    if classes:
        asked["classes"] = classes
    begun = api("POST", "/imports", json=asked).json()
    return wait(f"/imports/{begun['import']}")["itemsAdded"]


def predict(classes):
    """A model of yours would look at the picture."""
    return {name: 1 / len(classes) for name in classes}


def send_predictions(project, machine):
    classes = api("GET", f"/projects/{project}").json()["classes"]
    items = pages(f"/projects/{project}/items", limit=500)
    lines = (
        (json.dumps({"item": item["name"], "probabilities": predict(classes)}) + "\n").encode()
        for item in items
    )
    begun = api(
        "POST",
        f"/projects/{project}/predictions",
        params={"name": machine},
        data=lines,  # a generator streams, so this may be as long as you like
        headers={"Content-Type": "application/x-ndjson"},
    ).json()
    return wait(f"/projects/{project}/imports/{begun['import']}", "import")["labelsAdded"]


def take_dataset(project, folder, format):
    begun = api("POST", f"/projects/{project}/exports", json={"format": format}).json()
    path = f"/projects/{project}/exports/{begun['id']}"
    paths = []
    for file in wait(path)["files"]:
        paths.append(os.path.join(folder, file["name"]))
        with open(paths[-1], "wb") as out:
            for part in api("GET", f"{path}/files/{file['name']}", stream=True).iter_content(2**20):
                out.write(part)
    return paths


def main(project, pictures, classes):
    print(make_project(project, pictures, classes), "pictures")
    print(send_predictions(project, "example"), "predictions")
    with tempfile.TemporaryDirectory() as folder:
        if find_spec("datasets"):
            from datasets import load_dataset

            files = take_dataset(project, folder, "parquet")
            tables = [path for path in files if path.endswith(".parquet")]
            print(load_dataset("parquet", data_files=tables, split="train").num_rows, "rows")
        else:
            files = take_dataset(project, folder, "jsonl")
            rows = [json.loads(line) for path in files if path.endswith(".jsonl") for line in open(path)]
            print(len(rows), "rows")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("project", help="short name of the new project")
    parser.add_argument("pictures", help="folder, or a file of pictures")
    parser.add_argument(
        "--classes",
        type=lambda text: [name.strip() for name in text.split(",")],
        help="names in the order of the answer buttons, with commas between",
    )
    main(**vars(parser.parse_args()))

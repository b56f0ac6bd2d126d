"""Engines: the scripts of the topic `spark` write the same bytes as a single process.

The tests are skipped if an engine is not installed; `.ci/run` installs all of them. Each script runs unmodified, in a
process of its own and in a folder with pages.
"""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from cleaner import clean
from cleaner.commands.help import read_topic
from tests.support.command import NO_ARTICLE, PAGE, ROOT, cleaner, environment
from tests.support.html_pages import ENGLISH
from tests.support.sites import site

SCRIPTS: list[str] = re.findall(r"^```python\n(.*?)^```$", read_topic("spark"), re.MULTILINE | re.DOTALL)
ROWS = [
    {"id": f"{file}-{i}", "text": NO_ARTICLE if i % 5 == 2 else PAGE.replace("Orrin", f"Orrin {i}"), "url": f"u{i}"}
    for file in range(5)
    for i in range(12)
]
ARTICLES = [row for row in ROWS if clean(row["text"]).verdict == "article"]
Records = list[dict[str, Any]]


def needs(*modules: str) -> pytest.MarkDecorator:
    """Return a marker that skips a test if a module is missing, or Java if it is named."""
    lacking = [name for name in modules if not (shutil.which(name) if name == "java" else find_spec(name))]
    return pytest.mark.skipif(bool(lacking), reason=f"needs {', '.join(lacking)}: pip install 'cleaner[engines]'")


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    (tmp_path / "pages").mkdir()
    for file in range(5):
        lines = [json.dumps(row) for row in ROWS if row["id"].startswith(f"{file}-")]
        (tmp_path / "pages" / f"{file}.jsonl").write_text("\n".join(lines) + "\n")
    return tmp_path


def script(about: str) -> str:
    """Return the topic's script that imports from a module."""
    return next(text for text in SCRIPTS if re.search(rf"^from {about}\b", text, re.MULTILINE))


def ran(text: str, folder: Path, *args: str) -> None:
    (folder / "script.py").write_text(text)
    env = environment() | {"PYTHONPATH": str(ROOT)} if (ROOT / "cleaner").is_dir() else environment()
    done = subprocess.run([sys.executable, "script.py", *args], cwd=folder, env=env, capture_output=True, timeout=300)
    assert done.returncode == 0, done.stderr.decode()[-3000:]


def read(path: Path) -> Records:
    """Return the records of a file, or of the files in a folder in order of name."""
    paths = sorted(path.glob("[!.]*.json*")) if path.is_dir() else [path]
    unpack: Callable[[bytes], bytes] = lambda data: data  # noqa: E731
    if paths and paths[0].suffix == ".gz":
        import gzip

        unpack = gzip.decompress
    return [json.loads(line) for path in paths for line in unpack(path.read_bytes()).splitlines()]


@needs("datatrove", "orjson")
def test_datatrove_on_this_machine(pages: Path) -> None:
    text = script("datatrove")
    ran(text, pages)
    cleaned, rejected = read(pages / "cleaned"), read(pages / "rejected")
    assert sorted(row["id"] for row in cleaned) == sorted(row["id"] for row in ARTICLES)
    for row in cleaned:
        result = clean(next(page["text"] for page in ROWS if page["id"] == row["id"]))
        assert row["text"] == result.text and row["metadata"]["cleaner_verdict"] == "article"
        assert row["metadata"]["cleaner_confidence"] == result.confidence
        assert row["metadata"]["cleaner_removed"] == [removal._asdict() for removal in result.removed]
    assert len(rejected) == len(ROWS) - len(ARTICLES)
    assert all(row["text"] == NO_ARTICLE and row["metadata"]["filter_reason"] == "no-article" for row in rejected)
    stats = json.loads((pages / "logs" / "stats.json").read_text())[1]["stats"]
    assert stats["lines_share"]["total"] == 2 * len(ARTICLES) and stats["rule_SHA101"] == len(ARTICLES)


@needs("datatrove", "orjson")
def test_datatrove_rejects_doubtful_documents() -> None:
    from datatrove.data import Document

    from cleaner.datatrove import Clean

    confidence = clean(PAGE).confidence
    document = Document(PAGE, "a")
    assert Clean(min_confidence=confidence + 0.01).filter(document) == (False, "doubtful")
    assert document.text == PAGE and document.metadata["cleaner_reason"].startswith(
        f"Confidence {confidence:g} is below"
    )
    assert Clean(min_confidence=confidence).filter(document) is True and document.text == clean(PAGE).text


@needs("datatrove", "orjson", "trafilatura", "w3lib")
def test_datatrove_extracts_html(monkeypatch: pytest.MonkeyPatch) -> None:
    from datatrove.data import Document

    from cleaner.datatrove import Clean

    document = Document(ENGLISH.source, "a")
    assert Clean(with_spans=True).filter(document) is True and document.text == clean(ENGLISH.source).text
    assert "cleaner_removed" not in document.metadata
    document = Document(ENGLISH.source, "a")
    assert Clean(input="text").filter(document) is True and "</p>" in document.text
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    document = Document(ENGLISH.source, "a")
    assert Clean().filter(document) == (False, "failed") and document.text == ENGLISH.source
    assert document.metadata["cleaner_reason"].startswith("a: HTML; install the extra with ")


JOBS = """
import sys
from datatrove.executor import LocalPipelineExecutor, RayPipelineExecutor
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter

from cleaner.datatrove import Clean, LearnTemplates, MergeTemplates


def stages(out):
    read = JsonlReader("pages")
    rejects = JsonlWriter(f"{out}/rejected", compression=None)
    cleaned = Clean(templates="pages.templates", with_spans=True, exclusion_writer=rejects)
    yield [read, LearnTemplates(f"{out}/counts")], True
    yield [MergeTemplates(f"{out}/counts", f"{out}/templates")], False
    yield [read, cleaned, JsonlWriter(out, compression=None)], True


def run(executor, out, tasks, **more):
    for number, (steps, is_parallel) in enumerate(stages(out)):
        count = tasks if is_parallel else 1
        executor(steps, tasks=count, logging_dir=f"logs/{out}/{number}", **more).run()


if __name__ == "__main__":
    if sys.argv[1:] == ["ray"]:
        import ray

        ray.init(num_cpus=2, include_dashboard=False)
        run(RayPipelineExecutor, "on ray", 3, workers=2, mem_per_cpu_gb=0.5)
    else:
        run(LocalPipelineExecutor, "alone", 1, workers=1)
        run(LocalPipelineExecutor, "one by one", 3, workers=1)
        run(LocalPipelineExecutor, "several", 3, workers=2)
"""


@pytest.fixture
def sites(pages: Path) -> Path:
    """Return a folder with pages of two sites and the templates that one process learnt from them."""
    for number in range(5):
        made = site(8, seed=number)
        lines = [
            json.dumps(
                {"id": f"{number}-{i}", "text": page.raw, "metadata": {"url": f"https://www.s{i % 2}.example/{i}"}}
            )
            for i, page in enumerate(made)
        ]
        (pages / "pages" / f"{number}.jsonl").write_text("\n".join(lines) + "\n")
    done = cleaner("templates", "learn", "pages", "-o", "pages.templates", "--url-field", "metadata.url", cwd=pages)
    assert done.returncode == 0, done.stderr.decode()
    return pages


@needs("datatrove", "orjson")
def test_tasks_give_what_one_process_gives(sites: Path) -> None:
    ran(JOBS, sites)
    assert_alike(sites, "one by one", "several")
    alone = (sites / "alone" / "00000.jsonl").read_bytes().splitlines()
    parts = [line for path in (sites / "several").glob("*.jsonl") for line in path.read_bytes().splitlines()]
    assert sorted(alone) == sorted(parts) and len(alone) == 40
    templates = (sites / "pages.templates").read_bytes()
    assert b"s0.example\t20\n" in templates
    for name in ("alone", "one by one", "several"):
        assert (sites / name / "templates").read_bytes() == templates
    done = cleaner("run", "pages", "--templates", "pages.templates", "--url-field", "metadata.url", cwd=sites)
    assert done.returncode == 0
    ours = {row["id"]: row["text"] for row in read(sites / "pages") if "cleaner_verdict" in row}
    assert {row["id"]: row["text"] for row in map(json.loads, alone)} == ours


@needs("datatrove", "orjson")
def test_datatrove_honours_what_people_said(tmp_path: Path) -> None:
    from datatrove.data import Document

    from cleaner.datatrove import Clean

    prompt = "READ ALSO: Storm closes the coast road for a third day"
    said = tmp_path / "said.toml"
    said.write_text(f'[[line]]\nline = "{prompt}"\nkind = "body"\nscope = "site"\nsite = "orrin.example"\n')
    hosts = ("www.orrin.example", "velm.example")
    pages = [Document(PAGE, str(i), metadata={"url": f"https://{host}/1"}) for i, host in enumerate(hosts)]
    assert [prompt in page.text for page in Clean(reviews=str(said)).run(pages)] == [True, False]


@needs("datatrove", "orjson", "ray")
def test_ray_gives_what_this_machine_gives(sites: Path) -> None:
    ran(JOBS, sites)
    ran(JOBS, sites, "ray")
    assert_alike(sites, "several", "on ray")
    assert (sites / "on ray" / "templates").read_bytes() == (sites / "pages.templates").read_bytes()


def assert_alike(folder: Path, one: str, other: str) -> None:
    """Assert that two jobs of three tasks wrote the same files, byte for byte."""
    for inside in (".", "rejected"):
        names = sorted(path.name for path in (folder / one / inside).glob("*.jsonl"))
        assert inside == "rejected" or len(names) == 3
        assert names == sorted(path.name for path in (folder / other / inside).glob("*.jsonl"))
        for name in names:
            assert (folder / other / inside / name).read_bytes() == (folder / one / inside / name).read_bytes()


@needs("pyspark", "pandas", "pyarrow", "java")
def test_spark(pages: Path) -> None:
    ran(script("pyspark"), pages)
    assert_cleaned(read(pages / "cleaned"))


@needs("datasets")
def test_hugging_face_datasets(pages: Path) -> None:
    ran(script("datasets"), pages)
    assert_cleaned(read(pages / "cleaned.jsonl"))


def assert_cleaned(found: Records) -> None:
    rows = {row["id"]: row for row in found}
    assert len(found) == len(rows) == len(ROWS)
    for page in ROWS:
        result = clean(page["text"])
        assert rows[page["id"]] == page | {"text": result.text, "verdict": result.verdict}

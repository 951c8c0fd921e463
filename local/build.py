"""`sam build`, then what SAM leaves out: byte code, data never read, the official schemas.

Byte code is checked by nothing at run time (``unchecked-hash``): SAM's zips change the files'
times, which would make ordinary byte code worthless (aws/aws-lambda-builders#924). A deployment
without this step works too; its cold starts take about twice as long.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from local.paths import BUILD, ROOT, SAM
from local.schemas import copy_schemas

_PHONES = ("geodata", "carrierdata", "tzdata")
_SERVICES = {
    "cognito-idp",
    "dynamodb",
    "s3",
    "secretsmanager",
    "sesv2",
    "sqs",
    "sso",
    "sso-oidc",
    "sts",
}


def build(quiet: bool = True) -> None:
    """Build into .aws-sam/build. Raises CalledProcessError with SAM's words."""
    run_sam(["build"], quiet)
    data = BUILD / "DependenciesLayer" / "python" / "botocore" / "data"
    for service in data.iterdir():
        if service.is_dir() and service.name not in _SERVICES:
            shutil.rmtree(service)
    for unread in _PHONES:  # places, carriers and time zones of the world's telephone numbers
        shutil.rmtree(BUILD / "PrintingLayer" / "python" / "phonenumbers" / unread)
    copy_schemas(BUILD / "DependenciesLayer" / "python" / "fiscal_schemas")
    compile_bytecode(*(folder for folder in BUILD.iterdir() if folder.is_dir()))


def compile_bytecode(*folders: Path) -> None:
    """Byte code beside every module, which nothing checks at run time."""
    options = ["-q", "-j", "0", "--invalidation-mode", "unchecked-hash"]
    command = [str(SAM / "python3.13"), "-m", "compileall", *options, *map(str, folders)]
    subprocess.run(command, check=True)


def run_sam(arguments: list[str], quiet: bool = True, env: dict[str, str] | None = None) -> None:
    """Run SAM from its own environment. When quiet, its words are shown only if it fails."""
    variables = os.environ | {"PATH": f"{SAM}{os.pathsep}{os.environ['PATH']}"} | (env or {})
    variables["SAM_CLI_TELEMETRY"] = "0"
    done = subprocess.run(
        [SAM / "sam", *arguments], cwd=ROOT, env=variables, check=False, text=True,
        stdout=subprocess.PIPE if quiet else None, stderr=subprocess.STDOUT if quiet else None,
    )  # fmt: skip
    if done.returncode:
        print(done.stdout or "", file=sys.stderr)
        raise subprocess.CalledProcessError(done.returncode, ["sam", *arguments])


def layers_size(build: Path = BUILD) -> int:
    """Bytes of the layers, unzipped."""
    layers = build.glob("*Layer")
    return sum(f.stat().st_size for layer in layers for f in layer.rglob("*") if f.is_file())


if __name__ == "__main__":
    build(quiet=False)
    print(f"Layers: {layers_size() / 1e6:.1f} MB unzipped")

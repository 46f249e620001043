"""The shapes of what lies in a kept folder: manifests of runs and sweeps, records of a store.

They are checked exactly. What a later version adds is passed over; what is wrong is told with its
place by ``pdusim.experiment.distrust``.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from pdusim.experiment.identity import key_of, values_hash
from pdusim.experiment.windows import Window

RUN_FORMAT = "pdusim run 1"
"""First entry of a run's manifest; the number rises when the shape changes."""
SWEEP_FORMAT = "pdusim sweep 1"
"""The same of a sweep's."""
STORE_FORMAT = "pdusim store 1"
#: Form of a kept run of several units, which `pdusim.nation.output` writes.
NATION_FORMAT = "pdusim nation 1"
"""The same of ``store.json``."""

MOST_REPLICATIONS = 10_000_000
"""Replications that a run may say it has."""


def _is_date(text: str) -> str:
    date.fromisoformat(text)
    return text


Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Seed = Annotated[int, Field(ge=0, lt=2**64)]
Day = Annotated[str, AfterValidator(_is_date)]
Number = Annotated[int, Field(ge=0, lt=MOST_REPLICATIONS)]
Count = Annotated[int, Field(ge=1, le=MOST_REPLICATIONS)]


class Kept(BaseModel):
    """Anything read from a kept folder: exact types, finite numbers; what is new is passed over."""

    model_config = ConfigDict(strict=True, frozen=True, extra="ignore", allow_inf_nan=False)


class KeptRun(Kept):
    """When a kept scenario runs."""

    start: Day
    warm_up_weeks: Annotated[int, Field(ge=0)]
    observe_weeks: Annotated[int, Field(ge=1)]

    @model_validator(mode="after")
    def _ends(self) -> KeptRun:
        try:
            _ = Window(
                date.fromisoformat(self.start), self.warm_up_weeks, self.observe_weeks
            ).last_day
        except OverflowError:
            raise ValueError("it ends after the last day of the calendar") from None
        return self


class KeptSettings(Kept):
    """What every reader of kept settings relies on; the rest is for the schema to check."""

    run: KeptRun | None = None


class KeptChange(Kept):
    """A dated change of a kept scenario."""

    day: Day = Field(alias="from")
    path: str
    ramp_days: Annotated[int, Field(ge=0)] = 0
    value: Any


class KeptValues(Kept):
    """What ``Scenario.resolved()`` gave."""

    settings: KeptSettings | None = None
    changes: list[KeptChange] = []


class KeptSource(Kept):
    """Where a kept value comes from."""

    value: Any
    unit: str = ""
    source: str = ""
    confidence: Literal["high", "medium", "low", "assumed"] | None = None
    range: list[Any] | None = None
    note: str = ""
    has_source: bool = False


class KeptScenario(Kept):
    """A scenario in the manifest of a run."""

    name: str
    description: str
    hash: Digest
    values: dict[str, Any]
    notes: dict[Day, str] = {}
    provenance: dict[str, KeptSource] = {}

    @model_validator(mode="after")
    def _holds(self) -> KeptScenario:
        KeptValues.model_validate(self.values)
        if values_hash(self.values) != self.hash:
            raise ValueError("its values are not those its hash was made of")
        return self


class KeptFailure(Kept):
    """A replication that failed."""

    scenario: str
    replication: Number
    error: str
    detail: str = ""


class KeptWidth(Kept):
    """Precision of one measure at the end of a run."""

    scenario: str
    measure: str
    wanted: float
    got: float | None
    relative: bool
    reason: str | None = None


class KeptPrecision(Kept):
    """How a run to a precision ended."""

    replications: Count
    precise_from: Count | None
    compared: bool
    widths: list[KeptWidth]


class Manifest(Kept):
    """What the manifests of a run and of a sweep have in common."""

    pdusim: str
    code: str
    environment: dict[str, str]
    seed: Seed
    replications: Count
    # Runs kept by an earlier version have no seal.
    seal: Digest | None = None


class KeptMeasure(Kept):
    """A measure of the researcher's own, as it is shown."""

    name: str
    title: str
    unit: str
    definition: str
    kind: Literal["ratio", "mean"]
    better: Literal["lower", "higher", ""]
    group: str
    bounds: Annotated[list[float | None], Field(min_length=2, max_length=2)]


class RunManifest(Manifest):
    """Manifest of a run."""

    format: Literal["pdusim run 1"]
    confidence: Annotated[float, Field(gt=0.0, lt=1.0)]
    scenarios: Annotated[list[KeptScenario], Field(min_length=1)]
    rules: Digest | None = None
    measures: list[KeptMeasure] = []
    precision: KeptPrecision | None
    failures: list[KeptFailure]
    files: dict[Literal["measures.parquet", "weekly.parquet"], Digest]

    @model_validator(mode="after")
    def _whole(self) -> RunManifest:
        names = [scenario.name for scenario in self.scenarios]
        if len(set(names)) < len(names):
            raise ValueError("two scenarios have one name")
        if "measures.parquet" not in self.files:
            raise ValueError("measures.parquet is not among the files")
        return self


class KeptPolicy(Kept):
    """A policy in the manifest of a sweep."""

    name: str
    values: dict[str, Any]

    @model_validator(mode="after")
    def _holds(self) -> KeptPolicy:
        KeptValues.model_validate(self.values)
        return self


class SweepManifest(Manifest):
    """Manifest of a sweep: what running points again needs."""

    format: Literal["pdusim sweep 1"]
    varied: list[str]
    policies: Annotated[list[KeptPolicy], Field(min_length=1)]
    files: dict[Literal["points.parquet", "replications.parquet", "estimates.csv"], Digest]

    @model_validator(mode="after")
    def _whole(self) -> SweepManifest:
        missing = {"points.parquet", "replications.parquet"} - set(self.files)
        if missing:
            raise ValueError(f"{min(missing)} is not among the files")
        return self


class StoreLabel(Kept):
    """``store.json``."""

    format: Literal["pdusim store 1"]


class ScenarioRecord(Kept):
    """What a store notes of a scenario."""

    name: str
    description: str
    seed: Seed
    scenario: Digest
    values: dict[str, Any]
    code: str
    environment: dict[str, str]
    rules: Digest | None
    seal: Digest | None = None

    @model_validator(mode="after")
    def _holds(self) -> ScenarioRecord:
        KeptValues.model_validate(self.values)
        if values_hash(self.values) != self.scenario:
            raise ValueError("its values are not those its hash was made of")
        return self

    @property
    def key(self) -> str:
        """The key that the record belongs to."""
        return key_of(self.scenario, self.seed, self.code, self.environment, self.rules)


class FailureRecord(KeptFailure):
    """What a store notes of a replication that failed."""

    key: str
    attempts: Annotated[int, Field(ge=1)]

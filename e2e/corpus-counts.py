#!/usr/bin/env python3
"""Counts what a folder of OpenLineage events says, straight from the JSON: a second opinion on the graph.

    python3 e2e/corpus-counts.py <corpus folder>

Prints one JSON object, {path of a .ndjson file: {accepted, duplicates, quarantined, jobs, datasets, runs, inputEdges,
outputEdges, flowEdges, columnEdges}}. Each file is a store of its own, and is judged at the end of time, knowing all of it.
The definition is docs/decisions/0002-fold-v1.md; "section n" below is a section of that page. Nothing here is shared with the
product, on purpose, and nothing but Python's own library is used. What is counted as one thing: e2e/cases/README.md.
Not done here, because no corpus needs it: settings, retractions, redaction before the digest, a limit on depth.
"""

import collections
import datetime
import decimal
import hashlib
import json
import pathlib
import re
import sys

SECOND_NS = 1_000_000_000
WINDOW_NS = 30 * 24 * 60 * 60 * SECOND_NS
RFC_3339 = re.compile(r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(?:\.(\d+))?([Zz]|[+-]\d\d:\d\d)?")
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
UNUSABLE = re.compile("[\0\ud800-\udfff]")

Event = collections.namedtuple("Event", "kind speaker run type time digest statements datasets jobs drops snapshot declares")

# kind: input, output, flow or column. Nodes are (kind, namespace, name) or None; how: (type, subtype, description, masking).
Statement = collections.namedtuple("Statement", "kind origin source source_field target target_field via how")


# Reading.


def as_object(value):
    return value if isinstance(value, dict) else {}


def as_list(value):
    return value if isinstance(value, list) else []


def text(value):
    return value if isinstance(value, str) else None


def canonical(value):
    """One spelling for equal JSON: sorted keys, and numbers by their exact value (1.0 is 1, 2^53 + 1 is not 2^53)."""
    if isinstance(value, dict):
        return "{" + ",".join(json.dumps(key) + ":" + canonical(value[key]) for key in sorted(value)) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    if isinstance(value, decimal.Decimal):
        sign, digits, exponent = value.as_tuple()
        plain = "".join(map(str, digits)).lstrip("0")
        short = plain.rstrip("0")
        return f"{'-' if sign else ''}{short}e{exponent + len(plain) - len(short)}" if short else "0"
    return json.dumps(value)


def nanoseconds(value):
    """RFC 3339 to nanoseconds since 1970, without a zone in UTC; None when it is no time."""
    match = RFC_3339.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return None
    day, clock, fraction, zone = match.groups()
    leap = clock.endswith(":60")
    try:
        moment = datetime.datetime.fromisoformat(f"{day}T{clock[:-2] + '59' if leap else clock}+00:00")
    except ValueError:
        return None
    seconds = (moment - datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)) // datetime.timedelta(seconds=1) + leap
    if zone and zone not in "Zz":
        seconds -= (1 if zone[0] == "+" else -1) * (int(zone[1:3]) * 3600 + int(zone[4:6]) * 60)
    return seconds * SECOND_NS + int(((fraction or "") + "0" * 9)[:9])


def identity(value):
    """The (namespace, name) of a run's job, a job or a subject; both texts and neither empty."""
    namespace, name = text(as_object(value).get("namespace")), text(as_object(value).get("name"))
    return (namespace, name) if namespace and name else None


def named(value):
    """The (namespace, name) of a mentioned dataset; it is passed over when one of the two is no text."""
    namespace, name = text(as_object(value).get("namespace")), text(as_object(value).get("name"))
    return None if namespace is None or name is None else (namespace, name)


def kind_of(body):
    """'run', 'job' or 'dataset' when the event can be accepted, else None."""
    if not isinstance(body, dict) or nanoseconds(body.get("eventTime")) is None:
        return None
    kind = None
    if body.get("run") is not None:
        if text(as_object(body["run"]).get("runId")) and identity(body.get("job")):
            kind = "run"
    elif body.get("job") is not None:
        kind = "job" if identity(body["job"]) else None
    elif identity(body.get("dataset")):
        kind = "dataset"
    datasets = as_list(body.get("inputs")) + as_list(body.get("outputs"))
    names = [part for value in [body.get("job"), body.get("dataset"), *datasets] for part in identity(value) or ()]
    return None if any(UNUSABLE.search(name) for name in names) else kind


# What one event shows (section 2).


def transformations(field, old_form=None):
    """(type, subtype, description, masking) of each transformation; an empty list is read as none given."""
    listed = [entry for entry in as_list(field.get("transformations")) if isinstance(entry, dict)]
    if listed:
        return [(text(t.get("type")), text(t.get("subtype")), text(t.get("description")), t.get("masking") is True) for t in listed]
    old_type = text(as_object(old_form).get("transformationType"))
    description = text(as_object(old_form).get("transformationDescription"))
    if old_type is None:
        return [(None, None, None, False)]
    if old_type == "IDENTITY":
        return [("DIRECT", "IDENTITY", description, False)]
    if old_type == "MASKED":
        return [("DIRECT", "TRANSFORMATION", description, True)]
    return [(old_type, None, description, False)]


def from_column_lineage(facet, target, via):
    shown = set()
    pairs = [(None, None, field) for field in as_list(facet.get("dataset"))]
    for name, column in as_object(facet.get("fields")).items():
        pairs += [(name, column, field) for field in as_list(as_object(column).get("inputFields"))]
    for target_field, old_form, field in pairs:
        source, source_field = named(field), text(as_object(field).get("field"))
        if source is None or source_field is None:
            continue
        source = ("dataset", *source)
        shown.add(Statement("flow", "column", source, None, target, None, via, None))
        for how in transformations(field, old_form):
            shown.add(Statement("column", "column", source, source_field, target, target_field, via, how))
    return shown


def lineage_node(value, own_job):
    """The node that a lineage entry or input names; a JOB without a name is the event's own."""
    name = named(value)
    if as_object(value).get("type") == "JOB":
        return ("job", *name) if name else own_job
    return ("dataset", *name) if name else None


def from_lineage_entry(entry, target, own_job):
    shown = set()
    columns = as_object(entry.get("fields")).items()
    fields = [(name, field) for name, column in columns for field in as_list(as_object(column).get("inputs"))]
    inputs = [(None, field) for field in as_list(entry.get("inputs"))] + fields
    if own_job and target[0] == "dataset":
        shown.add(Statement("output", None, own_job, None, target, None, own_job, None))
    if entry.get("inputs") == [] and not fields and target != own_job:
        shown.add(Statement("flow", "lineage", None, None, target, None, own_job, None))
    for target_field, field in inputs:
        source = lineage_node(field, own_job)
        if source is None:
            continue
        if own_job and source[0] == "dataset":
            shown.add(Statement("input", None, source, None, own_job, None, own_job, None))
        if target == own_job and source[0] == "dataset":
            continue
        shown.add(Statement("flow", "lineage", source, None, target, None, own_job, None))
        source_field = text(field.get("field"))
        if source[0] == target[0] == "dataset" and (source_field is not None or target_field is not None):
            for how in transformations(field):
                shown.add(Statement("column", "lineage", source, source_field, target, target_field, own_job, how))
    return shown


def in_force(facet):
    return isinstance(facet, dict) and facet.get("_deleted") is not True


def read_event(body, kind):
    speaker = (kind if kind == "dataset" else "job", *identity(body["dataset" if kind == "dataset" else "job"]))
    own_job = None if kind == "dataset" else speaker
    own_facets = as_object(as_object(body["dataset" if kind == "dataset" else "job"]).get("facets"))
    merged, outputs, shown = {}, set(), set()

    if own_job is None:
        merged[speaker] = own_facets
        outputs.add(speaker)
    for role in ("inputs", "outputs") if own_job else ():
        for value in as_list(body.get(role)):
            if named(value) is None:
                continue
            dataset = ("dataset", *named(value))
            facets = {name: facet for name, facet in as_object(value.get("facets")).items() if isinstance(facet, dict)}
            merged[dataset] = {**merged.get(dataset, {}), **facets}
            if role == "inputs":
                shown.add(Statement("input", None, dataset, None, own_job, None, own_job, None))
            else:
                shown.add(Statement("output", None, own_job, None, dataset, None, own_job, None))
                outputs.add(dataset)

    lineage = own_facets.get("lineage")
    if in_force(lineage) and (own_job is None or isinstance(lineage.get("entries"), list)):
        entries = [(lineage, speaker)] if own_job is None else [(entry, lineage_node(entry, own_job)) for entry in lineage["entries"]]
        for entry, target in entries:
            shown |= from_lineage_entry(entry, target, own_job) if target else set()
    else:
        for dataset in outputs:
            facet = merged[dataset].get("columnLineage")
            shown |= from_column_lineage(facet, dataset, own_job) if in_force(facet) else set()

    drops = {
        dataset
        for dataset, facets in merged.items()
        if in_force(facets.get("lifecycleStateChange")) and facets["lifecycleStateChange"].get("lifecycleStateChange") == "DROP"
    }
    shown = {statement for statement in shown if not drops & {statement.source, statement.target}}
    ends = {node for statement in shown for node in (statement.source, statement.target) if node}
    run = text(as_object(body.get("run")).get("runId"))
    pattern = as_object(as_object(own_facets.get("jobType")).get("emissionPattern"))
    return Event(
        kind=kind,
        speaker=speaker,
        run=(run.lower() if UUID.fullmatch(run) else run) if kind == "run" else None,
        type=text(body.get("eventType")),
        time=nanoseconds(body["eventTime"]),
        digest=hashlib.sha256(canonical(body).encode()).hexdigest(),
        statements=shown,
        datasets={node for node in {*merged, *ends} if node[0] == "dataset"} - drops,
        jobs={node for node in {*ends, *([own_job] if own_job else [])} if node[0] == "job"},
        drops=drops,
        snapshot=pattern if kind == "run" and shown and pattern.get("eventContentMode") == "COMPLETE_SNAPSHOT" else None,
        declares=any(isinstance(own_facets.get(name), dict) for name in ("lineage", "columnLineage")[: 1 if own_job else 2]),
    )


# What all events show (sections 4 and 5), at the end of time.


def taken_away(statement, event, events):
    """Whether a snapshot of the same run, later than this sighting and reaching back to it, no longer shows the statement."""
    for snapshot in events:
        if snapshot.snapshot is None or (snapshot.speaker, snapshot.run) != (event.speaker, event.run) or statement in snapshot.statements:
            continue
        length = snapshot.snapshot.get("windowDuration")
        begins = snapshot.time - int(length * SECOND_NS) if isinstance(length, decimal.Decimal) and length > 0 else None
        if (snapshot.time, snapshot.digest) > (event.time, event.digest) and (begins is None or event.time >= begins):
            return True
    return False


def edges(events):
    """The statements that hold, observed or declared."""
    cuts, began, completed = collections.defaultdict(list), {}, collections.defaultdict(list)
    for event in events:
        for dataset in event.drops:
            cuts[dataset].append(event.time)
        if event.kind == "run":
            run = (event.speaker, event.run)
            began[run] = min(began.get(run, event.time), event.time)
            if event.type == "COMPLETE":
                completed[event.speaker].append((event.time, run))

    def cut(statement, since):
        return any(at >= since for node in (statement.source, statement.target, statement.via) for at in cuts[node])

    seen, declaration = {}, {}
    for event in events:
        if event.kind == "run":
            for statement in event.statements:
                if event.time >= seen.get(statement, event.time) and not taken_away(statement, event, events):
                    seen[statement] = event.time
        elif event.declares or (event.kind == "job" and event.statements):
            newest = declaration.get(event.speaker, event)
            declaration[event.speaker] = max(newest, event, key=lambda one: (one.time, one.digest))

    def expired(statement, since):
        return any(at > since and began[run] > since + WINDOW_NS for at, run in completed[statement.via])

    observed = {statement for statement, since in seen.items() if not cut(statement, since) and not expired(statement, since)}
    declared = {statement for event in declaration.values() for statement in event.statements if not cut(statement, event.time)}
    return observed | declared


def present(events):
    sighted, cuts = {}, {}
    for event in events:
        for node in event.datasets | event.jobs:
            sighted[node] = max(sighted.get(node, event.time), event.time)
        for node in event.drops:
            cuts[node] = max(cuts.get(node, event.time), event.time)
    return {node for node, at in sighted.items() if node not in cuts or cuts[node] < at}


def counts(path):
    accepted, duplicates, quarantined = {}, 0, 0
    for line in path.read_bytes().splitlines():
        if not line.strip():
            continue
        try:
            body = json.loads(line, parse_int=decimal.Decimal, parse_float=decimal.Decimal)
        except ValueError:
            body = None
        kind = kind_of(body)
        if kind is None:
            quarantined += 1
        elif canonical(body) in accepted:
            duplicates += 1
        else:
            accepted[canonical(body)] = read_event(body, kind)

    events = list(accepted.values())
    held, nodes = edges(events), present(events)

    def lines(kind, *parts):
        return len({tuple(getattr(statement, part) for part in parts) for statement in held if statement.kind == kind})

    columns = {(*s[1:6], s.how[0], s.how[1], s.how[3]) for s in held if s.kind == "column"}
    return {
        "accepted": len(events),
        "duplicates": duplicates,
        "quarantined": quarantined,
        "jobs": sum(node[0] == "job" for node in nodes),
        "datasets": sum(node[0] == "dataset" for node in nodes),
        "runs": len({(event.speaker, event.run) for event in events if event.kind == "run"}),
        "inputEdges": lines("input", "source", "target"),
        "outputEdges": lines("output", "source", "target"),
        "flowEdges": lines("flow", "origin", "source", "target"),
        "columnEdges": len(columns),
    }


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__.strip())
    folder = pathlib.Path(sys.argv[1])
    files = sorted(folder.rglob("*.ndjson"), key=lambda path: path.relative_to(folder).as_posix())
    print(json.dumps({path.relative_to(folder).as_posix(): counts(path) for path in files}, indent=1))


if __name__ == "__main__":
    main()

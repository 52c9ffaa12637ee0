import { isObject, type JsonObject, type JsonValue, member } from '#record';
import type { GraphFacet } from '#store';

import type { Owner, SchemaField, Symlink, Tag } from './dataset.ts';

// What facets of the standard say, as far as they say it in the standard's form. What departs from it is shown as the facet's content alone.

/** The facet's value. Content is canonical JSON that we wrote. */
export function valueOf({ content }: Pick<GraphFacet, 'content'>): JsonObject {
  const value = JSON.parse(content) as JsonValue;
  return isObject(value) ? value : {};
}

export function schemaFields(facet: JsonObject, prefix = ''): readonly SchemaField[] {
  return objectsIn(facet, 'fields').flatMap((field): readonly SchemaField[] => {
    const name = textIn(field, 'name');
    if (name === null) return [];
    const path = `${prefix}${name}`;
    return [
      { name, path, type: textIn(field, 'type'), description: textIn(field, 'description'), fields: schemaFields(field, `${path}.`) },
    ];
  });
}

/** The columns that a `columnLineage` facet tells of. */
export function columnsTraced(facet: JsonObject): readonly string[] {
  const fields = member(facet, 'fields');
  return isObject(fields) ? Object.keys(fields) : [];
}

export function tagsIn(facet: JsonObject): readonly Tag[] {
  return objectsIn(facet, 'tags').flatMap((tag): readonly Tag[] => {
    const key = textIn(tag, 'key');
    return key === null ? [] : [{ key, value: textIn(tag, 'value'), source: textIn(tag, 'source'), field: textIn(tag, 'field') }];
  });
}

export function ownersIn(facet: JsonObject): readonly Owner[] {
  return objectsIn(facet, 'owners').flatMap((owner): readonly Owner[] => {
    const name = textIn(owner, 'name');
    return name === null ? [] : [{ name, type: textIn(owner, 'type') }];
  });
}

export function symlinksIn(facet: JsonObject): readonly Symlink[] {
  return objectsIn(facet, 'identifiers').flatMap((identifier): readonly Symlink[] => {
    const [namespace, name] = [textIn(identifier, 'namespace'), textIn(identifier, 'name')];
    return namespace === null || name === null ? [] : [{ namespace, name, type: textIn(identifier, 'type') }];
  });
}

/** What a `jobType` facet says of a job. */
export interface JobTypeWords {
  readonly processingType: string | null;
  readonly integration: string | null;
  readonly jobType: string | null;
  /** Whether the job goes on for ever: nobody waits for its end. */
  readonly isContinuous: boolean;
  /** How often it promises to be heard, when it does. */
  readonly heartbeatSeconds: number | null;
}

export function jobTypeIn(facet: JsonObject | undefined): JobTypeWords {
  const processingType = facet === undefined ? null : textIn(facet, 'processingType');
  const pattern = facet === undefined ? undefined : member(facet, 'emissionPattern');
  const isPeriodic = isObject(pattern) && textIn(pattern, 'eventTrigger')?.toUpperCase() === 'PERIODIC';
  const seconds = isObject(pattern) ? member(pattern, 'windowDuration') : undefined;
  return {
    processingType,
    integration: facet === undefined ? null : textIn(facet, 'integration'),
    jobType: facet === undefined ? null : textIn(facet, 'jobType'),
    isContinuous: ['STREAMING', 'SERVICE'].includes(processingType?.toUpperCase() ?? ''),
    heartbeatSeconds: isPeriodic && typeof seconds === 'number' && seconds > 0 ? seconds : null,
  };
}

export function textIn(object: JsonObject, key: string): string | null {
  const value = member(object, key);
  return typeof value === 'string' ? value : null;
}

export function objectIn(object: JsonObject, key: string): JsonObject | undefined {
  const value = member(object, key);
  return isObject(value) ? value : undefined;
}

function objectsIn(object: JsonObject, key: string): readonly JsonObject[] {
  const list = member(object, key);
  return Array.isArray(list) ? (list as readonly JsonValue[]).filter(isObject) : [];
}

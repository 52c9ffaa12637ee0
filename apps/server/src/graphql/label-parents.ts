import type { AnswerHeader, ClassificationAnswer, FlowLabel, FlowPlace, FlowStep, LabelledPlace } from '#operations';

// What stands behind the types of label.graphql: a thing of an answer, and the header of that answer.

interface Within {
  readonly header: AnswerHeader;
}

export type ClassificationParent = ClassificationAnswer;

export interface FlowLabelParent extends Within {
  readonly label: FlowLabel;
}

export interface FlowStepParent extends Within {
  readonly step: FlowStep;
}

export interface FlowPlaceParent extends Within {
  readonly place: FlowPlace;
}

export interface LabelledPlaceParent extends Within {
  readonly place: LabelledPlace;
}

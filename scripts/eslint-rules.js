/**
 * Finds `eslint-disable` comments that name no rule or give no reason, and `eslint` comments that change a rule without one.
 * `eslint-disable-next-line some-rule -- because …` is how it is done.
 */
const disableNeedsReason = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      rule: 'Name the rules that are disabled: a comment for all of them hides what nobody looked at.',
      reason: 'Say why, after two dashes: eslint-disable-next-line some-rule -- the reason',
    },
  },
  create(context) {
    /** Column -1 stands before the comment itself, so that it cannot silence its own report. */
    const report = (comment, messageId) =>
      context.report({ loc: { start: { line: comment.loc.start.line, column: -1 }, end: comment.loc.end }, messageId });

    return {
      Program() {
        for (const comment of context.sourceCode.getAllComments()) {
          const directive = /^\s*eslint(?<disable>-disable(?:-next-line|-line)?)?(?:\s|$)(?<rest>[^]*)/.exec(comment.value);
          if (directive === null) continue;
          const [rules, reason] = directive.groups.rest.split(/(?:^|\s)-{2,}\s/, 2);
          if (directive.groups.disable !== undefined && rules.trim() === '') report(comment, 'rule');
          if (reason === undefined || reason.trim() === '') report(comment, 'reason');
        }
      },
    };
  },
};

export const house = { rules: { 'disable-needs-reason': disableNeedsReason } };

// The list of questions at the left of GraphiQL: the book by its chapters. A click opens the tab of a question, or makes it again when it was closed.

const { GraphiQL, React } = globalThis;
const { createElement: element } = React;

function Icon() {
  return element(
    'svg',
    { viewBox: '0 0 24 24', fill: 'none', stroke: 'currentColor', strokeWidth: 1.5, height: '1em', 'aria-hidden': true },
    element('path', {
      d: 'M4 5.5c2.5-1.2 5.5-1.2 8 .5 2.500-1.700 5.500-1.700 8-.5v13c-2.500-1.200-5.500-1.200-8 .5-2.500-1.700-5.500-1.700-8-.5z M12 6v13',
    }),
  );
}

function operationName(query) {
  return /^(?:query|mutation)\s+(\w+)/m.exec(query)?.[1];
}

/** Twenty tabs are more than fit beside each other. */
function showActiveTab() {
  document.querySelector('.graphiql-tab-active')?.scrollIntoView({ inline: 'center', block: 'nearest' });
}

function Questions({ chapters }) {
  const { tabs, activeTabIndex, changeTab, addTab, queryEditor, variableEditor } = GraphiQL.React.useEditorContext();
  const active = tabs[activeTabIndex]?.title;
  const open = ({ query, variables }) => {
    const index = tabs.findIndex(({ title }) => title === operationName(query));
    if (index >= 0) {
      changeTab(index);
      setTimeout(showActiveTab);
      return;
    }
    addTab();
    // The new tab is there once React has drawn it.
    setTimeout(() => {
      queryEditor.setValue(query);
      variableEditor.setValue(variables);
      showActiveTab();
    });
  };
  return element(
    'nav',
    { className: 'book', 'aria-label': 'Questions' },
    element('h2', null, 'Questions'),
    chapters.map(({ title, tabs: questions }) =>
      element(
        'section',
        { key: title },
        element('h3', null, title),
        element(
          'ol',
          { start: questions[0].number },
          questions.map((each) =>
            element(
              'li',
              { key: each.number },
              element(
                'button',
                {
                  type: 'button',
                  title: each.shows,
                  'aria-current': operationName(each.query) === active ? 'true' : undefined,
                  onClick: () => open(each),
                },
                each.question,
              ),
            ),
          ),
        ),
      ),
    ),
  );
}

/** What GraphiQL shows beside its documentation and history. */
export function questionsPlugin(chapters) {
  return { title: 'Questions', icon: Icon, content: () => element(Questions, { chapters }) };
}

-- Of a key, besides the mark of those for trying things: the kinds of operation that it may be used for. None of them: all that its holder may.
-- Keys that were made before stay as they are. Reads a small table; holds off its writers for a moment.

alter table control.api_key
  add constraint api_key_scopes_are_known check (scopes <@ array['trial', 'send', 'ask', 'decide', 'manage']);

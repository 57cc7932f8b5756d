"""What changed from one text to another, word by word."""

import re
from difflib import SequenceMatcher

_WORD = re.compile(r"\s+")
KEPT, ADDED, REMOVED = "kept", "added", "removed"


def difference(old, new):
    """Return [(KEPT, ADDED or REMOVED, words)] that lead from one text to the other; what was removed stands first."""
    before, after = _WORD.split(old.strip()), _WORD.split(new.strip())
    parts = []
    for tag, start, end, new_start, new_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        removed, added = " ".join(before[start:end]), " ".join(after[new_start:new_end])
        if tag == "equal":
            parts.append((KEPT, removed))
            continue
        parts += [(REMOVED, removed)] if removed else []
        parts += [(ADDED, added)] if added else []
    return parts


def in_signs(parts):
    """Return a difference as a line of a terminal: "The [-old-] {+new+} portal"."""
    written = {KEPT: "{}", REMOVED: "[-{}-]", ADDED: "{{+{}+}}"}
    return " ".join(written[what].format(words) for what, words in parts if words)

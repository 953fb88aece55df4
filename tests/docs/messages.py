#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What the program says when something fails, taken from the sources.

    tests/docs/messages.py TREE            every message, with the file it comes from
    tests/docs/messages.py TREE --missing  those without an entry in docs/troubleshooting.md

A message is the first line of the text given to fail(), refuse() and their like; numbers and names
that are filled in become "...". An entry is a `message` that is a heading or stands alone behind a
dash.
"""
import os
import re
import sys

FOLDERS = ("avm", "packbeam", "flasher", "monitor", "vm", "platforms/unix")
# Functions that take a message. Not those that only name who failed.
CALLS = re.compile(r"\b((?:fail|refuse|report_note)\w*)\(")
NOT_CALLS = {"failure_add_subject", "failure_add_hint", "fail_line", "fail_ftdi", "fail_port"}
LITERAL = r'"(?:[^"\\]|\\.)*"'


def arguments(text, at):
    """The arguments of a call whose bracket is before `at`, as source."""
    found, depth, begin = [], 1, at
    for token in re.compile(LITERAL + r"|'(?:[^'\\]|\\.)*'|[(),]").finditer(text, at):
        word = token[0]
        depth += (word == "(") - (word == ")")
        if depth == 0 or word == "," and depth == 1:
            found.append(text[begin:token.start()])
            begin = token.end()
        if depth == 0:
            break
    return found


def literals(source):
    """Texts of an argument; those that stand side by side are one."""
    source = re.sub(r"\bPRI[diuxX]\w+", '"d"', source)
    for group in re.finditer(rf"{LITERAL}(?:\s*{LITERAL})*", source):
        yield "".join(part[1:-1] for part in re.findall(LITERAL, group[0]))


def plain(text):
    """The first line of a message, with "..." for what is filled in."""
    text = re.split(r"\\n", text)[0]
    text = re.sub(r"%[-+ #0]*(?:\d+|\*)?(?:\.(?:\d+|\*))?(?:hh|ll|[hlzjt])?[a-zA-Z]", "...", text)
    text = text.replace("%%", "%").replace('\\"', '"').replace("\\\\", "\\")
    return re.sub(r"(\.\.\.)+", "...", text).strip()


def is_message(text):
    return re.match(r"[\w'$.-]", text) is not None and " " in text and len(re.sub(r"[^A-Za-z]", "", text)) > 3


def sources(tree):
    """(name, text without comments) of the files that hold messages."""
    for folder in FOLDERS:
        for name in sorted(os.listdir(f"{tree}/{folder}")):
            if name.endswith((".c", ".def")):
                with open(f"{tree}/{folder}/{name}", encoding="utf-8") as file:
                    yield f"{folder}/{name}", re.sub(r"(^|\s)//.*$", "", file.read(), flags=re.M)


def texts(tree):
    """All texts of the sources, whatever they are for."""
    return "\n".join(text for _, source in sources(tree) for text in literals(source))


def messages(tree):
    """{message: file} of all sources."""
    found = {}
    for name, source in sources(tree):
        for call in CALLS.finditer(source):
            if call[1] in NOT_CALLS:
                continue
            for argument in arguments(source, call.end()):
                # A format of names only: the message is in an argument that follows.
                said = [text for text in map(plain, literals(argument)) if is_message(text)]
                for text in said:
                    found.setdefault(text, name)
                if said:
                    break
    return found


def entries(tree):
    """Messages that docs/troubleshooting.md explains."""
    with open(f"{tree}/docs/troubleshooting.md", encoding="utf-8") as file:
        return re.findall(r"^(?:#+|-) `(.*)`$", file.read(), flags=re.M)


def main():
    found = messages(sys.argv[1])
    known = entries(sys.argv[1]) if "--missing" in sys.argv else []
    for text, name in sorted(found.items(), key=lambda item: (item[1], item[0])):
        if text not in known:
            print(f"{name}: {text}")


if __name__ == "__main__":
    main()

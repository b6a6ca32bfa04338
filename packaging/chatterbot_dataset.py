#!/usr/bin/env python3
"""Makes the English part of the chatterbot-corpus wheel into the JSON that `troth demo --dataset` reads.

usage: chatterbot_dataset.py WHEEL OUT

The corpus has no people and no times, so each question gets two speakers of its own and the seconds of one day; the ids come
from the file's name and the line, so that two runs write the same bytes.
"""
import json
import re
import sys
import uuid
import zipfile

SPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "demo.example.com")
LEFT_OUT = {"coding.yml"}  # program text, no talk
LINE = re.compile(r"(- - |  - |    )(.*)")


def conversations(text):
    """The subset of YAML those files use: a list of lists of plain or quoted lines, which may go on four columns in."""
    talk = []
    for line in text.partition("\nconversations:\n")[2].splitlines():
        found = LINE.fullmatch(line)
        if not found:
            continue
        lead, words = found[1], found[2].strip()
        if lead == "- - ":
            if len(talk) > 1:
                yield [unquoted(t) for t in talk]
            talk = [words]
        elif lead == "  - ":
            talk.append(words)
        elif talk:
            talk[-1] += " " + words
    if len(talk) > 1:
        yield [unquoted(t) for t in talk]


def unquoted(text):
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] == "'":
        return text[1:-1].replace("''", "'").strip()
    if len(text) > 1 and text[0] == text[-1] == '"':
        return text[1:-1].replace('\\"', '"').strip()
    return text


def conversation(name, talk):
    def turn(at):
        sender = uuid.uuid5(SPACE, f"{name} speaker {at % 2}")
        return [{"text": talk[at], "timestamp": f"2018-05-02T12:{at // 60 % 60:02}:{at % 60:02}Z", "sender": str(sender)}]

    return {"start": "2018-05-02T12:00:00Z", "messages": [turn(at) for at in range(len(talk))]}


def dataset(wheel):
    out = {}
    for path in sorted(wheel.namelist()):
        file = path.rpartition("/")[2]
        if "/data/english/" not in path or not file.endswith(".yml") or file in LEFT_OUT:
            continue
        for number, talk in enumerate(conversations(wheel.read(path).decode("utf-8"))):
            name = f"{file} {number}"
            out[str(uuid.uuid5(SPACE, name))] = conversation(name, talk)
    return out


def main(wheel_path, out_path):
    with zipfile.ZipFile(wheel_path) as wheel:
        made = dataset(wheel)
    if not made:
        sys.exit(f"{wheel_path}: no conversations in it")
    with open(out_path, "w", encoding="utf-8") as out:
        json.dump(made, out)
    print(f"{len(made)} conversations")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2])

#!/usr/bin/env python3
"""usage: embed_web.py OUT.cpp SCRIPT: the script as troth::trust::verify_script(), byte by byte."""
import pathlib
import sys

out, script = map(pathlib.Path, sys.argv[1:])
numbers = ",".join(str(byte) for byte in script.read_bytes())
out.parent.mkdir(parents=True, exist_ok=True)
out.write_text(f"""#include "trust/bundle.h"

namespace troth::trust {{

static constexpr unsigned char kScript[] = {{{numbers}}};
std::string_view verify_script() {{ return {{reinterpret_cast<char const*>(kScript), sizeof kScript}}; }}

}}  // namespace troth::trust
""")

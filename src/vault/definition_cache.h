#pragma once
#include "vault/collection.h"

namespace troth::vault {

/// The fields of a stored definition, parsed once for each text: a quarter of a request's time was the parsing of the
/// same few definitions (docs/performance.md). Remembered by the text itself, so what is answered is never older than
/// the snapshot that the text was read from. At most 128 definitions a thread; any thread.
Result<Fields> fields_of(std::string const& definition);

}  // namespace troth::vault

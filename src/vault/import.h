#pragma once
#include "vault/context.h"

namespace troth::vault {

/// An import is a resource of chunks: NDJSON of at most 2 MiB and 2,000 lines each, numbered from 0, in order,
/// idempotent by number, ONE event per chunk. A line is {"subject":"<id>","record":{…}} or, for a new subject,
/// {"new":"<label>","record":{…}}; one label is one person
/// in the whole import; the answer maps the chunk's labels to their ids and lists each rejected line by number and
/// problem. The server stores no rejected line: the client keeps them.
Result<Decision> open_import(Context const&, access::Grant const&, CollectionName const&);
Result<Decision> describe_import(Context const&, access::Grant const&, ImportId);
/// conflict (the chunk expected next is in `at`) for a number that is ahead, or a sent number with other bytes.
Result<Decision> import_chunk(Context const&, access::Grant const&, ImportId, std::int64_t number,
                              std::string_view ndjson);
Result<Decision> close_import(Context const&, access::Grant const&, ImportId);

}  // namespace troth::vault

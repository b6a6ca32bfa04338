#pragma once
#include "base/json_writer.h"
#include "vault/collection.h"
#include "vault/context.h"

namespace troth::vault {

/// Classes of data (TE-1.3) are the words of a field's sensitivity, in their order. A record has the highest class of
/// its labels and of its fields that are not special; a person, that of its labels and its records. What is special by
/// a label does not exist for whoever lacks the permission `read_special`: a labelled record, a labelled person with
/// every record. A field that is declared special is left out of what they are shown.

/// Whether special things exist for the grant's actor; a job's actor sees none.
bool sees_special(access::Grant const& grant);
/// The same, as the parameter of a statement that passes over what is special.
std::int64_t special_counts(access::Grant const& grant);

/// Whether to answer as if the record, or the person as a whole, were not there. For every act that shows content or
/// hands it on; no query for those who see all.
Result<bool> hidden(Context const& context, access::Grant const& grant, SubjectId subject,
                    CollectionName const& collection, RecordId record);
Result<bool> hidden(Context const& context, access::Grant const& grant, SubjectId subject);
/// The fields of the collection that are not shown to the actor.
access::FieldMask hidden_fields(access::Grant const& grant, Collection const& collection);

/// What a record of the collection is classed without a label: its highest field, special ones left out.
Sensitivity ordinary_class(Collection const& collection);
/// none for what is no class.
std::optional<Sensitivity> parse_class(std::string_view text);
/// corrupt for a number that is no class.
Result<Sensitivity> stored_class(std::int64_t number);

/// A member with a count of people or records, below 10 as the text "<10": a small count singles out.
void add_count(Json& json, std::string_view name, std::int64_t count);

/// administration: how many records there are of each class, and how many labelled people.
Result<Decision> class_histogram(Context const&, access::Grant const&);

}  // namespace troth::vault

#pragma once
#include <vector>

#include "base/clock.h"
#include "base/json_writer.h"
#include "oscal/names.h"

// What every OSCAL document is made of.

namespace troth::oscal {

struct Property {
  std::string name, value;  ///< without a value it is left out: OSCAL knows no empty ones
  std::string_view ns = kOurs;
  std::string remarks{};  ///< compliance-trestle: properties with the same remarks are one rule
};

/// An array of an open object that is not there while it has no item: OSCAL knows no empty ones. Closed when it dies.
class List {
 public:
  List(Json& json, std::string_view key) : json_(json), key_(key) {}
  List(List const&) = delete;
  List& operator=(List const&) = delete;
  ~List() {
    if (open_) json_.end();
  }
  /// Where to write the next item, one value.
  Json& item() {
    if (!open_) json_.key(key_).array();
    open_ = true;
    return json_;
  }

 private:
  Json& json_;
  std::string_view key_;
  bool open_ = false;
};

void put_properties(Json& json, std::vector<Property> const& properties);
void put_strings(Json& json, std::string_view key, std::vector<std::string> const& values);

struct Head {
  std::string_view root;  ///< "catalog"
  std::string uuid, title, version;
  Time modified{};
  std::vector<Property> properties{};
};
/// `{"<root>":{"uuid":…,"metadata":{…}`: the two objects are left open, for `closed`.
Json opened(Head const& head);
/// The document's bytes, with a line feed at the end.
std::string closed(Json&& json);

/// `{"id":…,"name":…,"prose":…` of a control's part; left open.
void open_part(Json& json, std::string_view id, std::string_view name, std::string_view prose);
/// `"control-selections":[{"include-controls":[…]}]` of an open `reviewed-controls` or `related-controls`; of all
/// controls if `clauses` is empty.
void put_selection(Json& json, std::vector<std::string> const& clauses);

}  // namespace troth::oscal

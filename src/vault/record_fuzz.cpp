// Two readers of bytes that are not ours: the frame of an envelope, and a record's members against a structure.
#include "base/check.h"
#include "vault/record_cipher.h"

namespace {

troth::vault::Collection const& structure() {
  static auto const collection =
      troth::vault::parse_definition(
          *troth::CollectionName::parse("fuzz"), 1,
          R"({"fields":[{"name":"t","type":"text","sensitivity":"personal","purposes":["p"],"retention":"r","required":true},)"
          R"({"name":"e","type":"text","sensitivity":"personal","purposes":["p"],"retention":"r","index":"email"},)"
          R"({"name":"h","type":"text","sensitivity":"personal","purposes":["p"],"retention":"r","index":"phone"},)"
          R"({"name":"i","type":"integer","sensitivity":"personal","purposes":["p"],"retention":"r"},)"
          R"({"name":"b","type":"boolean","sensitivity":"personal","purposes":["p"],"retention":"r"},)"
          R"({"name":"s","type":"timestamp","sensitivity":"personal","purposes":["p"],"retention":"r"}]})")
          .value();
  return collection;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace troth;
  ByteView const bytes(data, size);
  if (vault::RecordCipher::key_version(bytes)) TROTH_CHECK(size >= 36 && bytes[0] == 0xD7);
  auto const value = http::parse_json(as_text(bytes));
  if (!value || !value->object()) return 0;
  for (bool partial : {false, true}) {
    auto const checked = vault::check_record(structure(), *value->object(), partial);
    if (!checked) continue;
    TROTH_CHECK(!checked->empty() && (partial || checked->contains("t")));
    for (auto const& [name, member] : *checked) TROTH_CHECK(structure().find(name).has_value());
  }
  return 0;
}
